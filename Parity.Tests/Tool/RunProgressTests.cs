using Parity.Tool;

namespace Parity.Tests.Tool;

public sealed class RunProgressTests
{
    [Theory]
    [InlineData(0, 0, 0, 0, "0 of 1000 cases  0.0 a second  -:-- left  0 failed")]
    [InlineData(250, 2, 0, 5, "250 of 1000 cases  50.0 a second  0:15 left  2 failed")]
    [InlineData(1, 0, 0, 10, "1 of 1000 cases  0.1 a second  2:46:30 left  0 failed")]
    [InlineData(600, 0, 500, 10, "600 of 1000 cases  10.0 a second  0:40 left  0 failed")]
    public void Cases_rate_time_left_and_failures_are_shown(int done, int failed, int before, int seconds, string line) =>
        Assert.Equal(line, new RunProgress(1000, before, () => TimeSpan.FromSeconds(seconds)).Line(done, failed));
}
