using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Parity.Tensors;

namespace Parity.Tests.Tensors;

public sealed class GuardedMemoryTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(4, false)]
    [InlineData(-1, true)]
    [InlineData(5, true)]
    [InlineData(5 + 60, true)]
    [InlineData(-64, true)]
    public void What_is_written_beyond_an_end_is_found_out(int position, bool overrun)
    {
        var memory = new GuardedMemory<float>(5);
        Assert.False(memory.IsOverrun);
        Unsafe.Add(ref MemoryMarshal.GetReference(memory.Span), position) = float.NaN;
        Assert.Equal(overrun, memory.IsOverrun);
    }

    [Fact]
    public void A_copy_holds_the_values_and_what_is_beyond_them_is_no_number()
    {
        var memory = new GuardedMemory<double>([1, 2, 3]);
        Assert.Equal([1, 2, 3], memory.Span.ToArray());
        Assert.True(double.IsNaN(Unsafe.Add(ref MemoryMarshal.GetReference(memory.Span), 3)));
        Assert.True(new GuardedMemory<double>(0).Span.IsEmpty);
    }
}
