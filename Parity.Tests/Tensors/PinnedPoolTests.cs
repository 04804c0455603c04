using Parity.Tensors;

namespace Parity.Tests.Tensors;

public sealed class PinnedPoolTests
{
    // An element type that no tensor has: nobody else takes from this pool.
    [Fact]
    public async Task What_one_thread_gives_back_another_takes()
    {
        short[] array = PinnedPool<short>.Rent(1000);
        Assert.InRange(array.Length, 1000, 1024);
        Assert.NotSame(array, PinnedPool<short>.Rent(1000));
        PinnedPool<short>.Return(array);
        Assert.Same(array, await Task.Run(() => PinnedPool<short>.Rent(513)));
        Assert.NotSame(array, PinnedPool<short>.Rent(512));
    }

    [Fact]
    public void Very_long_ones_are_not_kept_nor_more_than_are_needed_at_once()
    {
        ushort[] large = PinnedPool<ushort>.Rent((1 << 18) + 1);
        PinnedPool<ushort>.Return(large);
        Assert.NotSame(large, PinnedPool<ushort>.Rent((1 << 18) + 1));

        ushort[][] many = [.. Enumerable.Range(0, 1000).Select(_ => PinnedPool<ushort>.Rent(4))];
        foreach (ushort[] one in many)
            PinnedPool<ushort>.Return(one);
        int kept = Enumerable.Range(0, many.Length).Count(_ => many.Contains(PinnedPool<ushort>.Rent(4)));
        Assert.Equal(4 * (Environment.ProcessorCount + 1), kept);
    }
}
