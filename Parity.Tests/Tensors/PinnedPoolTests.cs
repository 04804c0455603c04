using Parity.Tensors;

namespace Parity.Tests.Tensors;

public sealed class PinnedPoolTests
{
    [Fact]
    public async Task What_one_thread_gives_back_another_takes_for_elements_of_any_type()
    {
        var pool = new PinnedPool(1 << 20);
        CacheLine[] memory = pool.Rent<float>(1000);
        Assert.InRange(memory.Length, 1000 / 16, 1000 / 16 + 8);
        Assert.NotSame(memory, pool.Rent<float>(1000));
        pool.Return(memory);
        Assert.Same(memory, await Task.Run(() => pool.Rent<double>(500)));
    }

    [Fact]
    public void Nobody_gets_memory_that_is_too_short_or_much_too_long()
    {
        var pool = new PinnedPool(1 << 20);
        CacheLine[] memory = pool.Rent<byte>(64 * 1000);
        pool.Return(memory);
        Assert.NotSame(memory, pool.Rent<byte>(64 * memory.Length + 1));
        Assert.NotSame(memory, pool.Rent<byte>(64 * (memory.Length / 2 - 1)));
        Assert.Same(memory, pool.Rent<byte>(64 * (memory.Length / 2)));
    }

    [Fact]
    public void The_shortest_that_does_is_taken()
    {
        var pool = new PinnedPool(1 << 20);
        CacheLine[][] memory = [pool.Rent<byte>(64 * 160), pool.Rent<byte>(64 * 80), pool.Rent<byte>(64 * 128), pool.Rent<byte>(64 * 96)];
        foreach (CacheLine[] one in memory)
            pool.Return(one);
        Assert.Same(memory[3], pool.Rent<byte>(64 * 90));
        Assert.Same(memory[2], pool.Rent<byte>(64 * 90));
    }

    [Fact]
    public void No_more_is_kept_than_there_is_room_for_and_the_longest_go()
    {
        var pool = new PinnedPool(64 * 1100);
        CacheLine[] large = pool.Rent<byte>(64 * 512), other = pool.Rent<byte>(64 * 384);
        CacheLine[][] small = [.. Enumerable.Range(0, 32).Select(_ => pool.Rent<byte>(64 * 16))];
        foreach (CacheLine[] one in (CacheLine[][])[large, .. small, other])
            pool.Return(one);
        Assert.NotSame(large, pool.Rent<byte>(64 * 512));
        Assert.Same(other, pool.Rent<byte>(64 * 384));
        Assert.All(small, _ => Assert.Contains(pool.Rent<byte>(64 * 16), small));

        CacheLine[] tooLong = pool.Rent<byte>(64 * 1101);
        pool.Return(tooLong);
        Assert.NotSame(tooLong, pool.Rent<byte>(64 * 1101));
    }
}
