using Parity.Tool;

namespace Parity.Tests.Tool;

public sealed class WarmUpTests
{
    [Fact]
    public async Task It_runs_whole_and_once_in_a_process()
    {
        Task first = WarmUp.Begin();
        await first;
        Assert.Same(first, WarmUp.Begin());
    }
}
