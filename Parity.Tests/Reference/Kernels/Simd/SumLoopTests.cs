using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Parity.Cases;
using Parity.Reference.Kernels.Simd;

namespace Parity.Tests.Reference.Kernels.Simd;

/// <summary>Every loop that is there for speed, on any instruction set: the bits of the plain one.</summary>
public sealed unsafe class SumLoopTests
{
    public static TheoryData<string> Loops => ["four planes", "four rows", "sixteen channels"];

    [Theory, MemberData(nameof(Loops))]
    public void A_fast_loop_has_the_bits_of_the_plain_one(string loop)
    {
        for (int seed = 0; seed < 8; seed++)
        {
            AssertSame<float, RawMoments>(loop, seed);
            AssertSame<float, ShiftedMoments>(loop, seed);
            AssertSame<float, GradientSums>(loop, seed);
            AssertSame<double, RawMoments>(loop, seed);
            AssertSame<double, ShiftedMoments>(loop, seed);
            AssertSame<double, GradientSums>(loop, seed);
        }
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public void The_last_values_of_a_plane_are_added_to_their_lanes_alone(int count)
    {
        using var memory = new Memory<float>(count);
        Vector256<double> shift = Vector256.Create(0.3), s = Vector256.Create(0.5, 1, 1.5, 2), t = s * s, lastS = s, lastT = t;
        Sums<float, GradientSums>.Step(memory.A, memory.B, shift, ref s, ref t);
        Sums<float, GradientSums>.Tail(memory.A, memory.B, count, shift, ref lastS, ref lastT);
        for (int lane = 0; lane < 4; lane++)
            Assert.Equal(lane < count ? (s[lane], t[lane]) : (0.5 + 0.5 * lane, (0.5 + 0.5 * lane) * (0.5 + 0.5 * lane)), (lastS[lane], lastT[lane]));
    }

    static void AssertSame<T, TSum>(string loop, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSum : struct, IReduction
    {
        using Memory<T> fast = new(seed), plain = new(seed);
        switch (loop)
        {
            case "four planes":
                FourPlanes<T, TSum>(fast, plain, count: 1 + 5 * seed);
                break;
            case "four rows":
                FourRows<T, TSum>(fast, plain, groups: 1 + seed % 3);
                break;
            default:
                SixteenChannels<T, TSum>(fast, plain, rows: 4 + 4 * seed);
                break;
        }

        Assert.Equal(plain.ChainBits(), fast.ChainBits());
        using var before = new Memory<T>(seed);
        Assert.NotEqual(before.ChainBits(), fast.ChainBits());
    }

    static void FourPlanes<T, TSum>(Memory<T> fast, Memory<T> plain, nint count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSum : struct, IReduction
    {
        const int Step = 40;
        Strided<T> a = new(fast.A, Step), b = new(fast.B, Step);
        PlaneSums<T, TSum>.AddFour(a, b, (a, b), count, 0.7, fast.Chains);
        for (int n = 0; n < 4; n++)
        {
            Vector256<double> s = Vector256.Load(plain.Chains + 8 * n), t = Vector256.Load(plain.Chains + 8 * n + 4), shift = Vector256.Create(0.7);
            Sums<T, TSum>.Each(new(plain.A + n * Step, 4), new(plain.B + n * Step, 4), count / 4, shift, ref s, ref t);
            if (count % 4 > 0)
                Sums<T, TSum>.Tail(plain.A + n * Step + count / 4 * 4, plain.B + n * Step + count / 4 * 4, count % 4, shift, ref s, ref t);
            s.Store(plain.Chains + 8 * n);
            t.Store(plain.Chains + 8 * n + 4);
        }
    }

    static void FourRows<T, TSum>(Memory<T> fast, Memory<T> plain, nint groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSum : struct, IReduction
    {
        RowsInOrder<T, TSum>.AddFour(new(fast.A, 50), new(fast.B, 51), (groups, 40), (200, 204), fast.Shifts, fast.Chains);
        for (nint group = 0; group < groups; group++)
            Plain<T, TSum>(plain, group * 16, (50, 51), 4, plain.Chains + group * 40);
    }

    static void SixteenChannels<T, TSum>(Memory<T> fast, Memory<T> plain, nint rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSum : struct, IReduction
    {
        RowSums512<T, TSum>.AddSixteen(new(fast.A, 17), new(fast.B, 18), (rows, 8), fast.Shifts, fast.Chains);
        for (nint lane = 0; lane < 4; lane++)
            Plain<T, TSum>(plain, 0, (4 * 17, 4 * 18), rows / 4, plain.Chains + 32 * lane, (lane * 17, lane * 18));
    }

    /// <summary>Rows of sixteen channels, four channels after four, to the chains of one lane.</summary>
    static void Plain<T, TSum>(
        Memory<T> memory, nint channel, (nint A, nint B) steps, nint count, double* chains, (nint A, nint B) from = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSum : struct, IReduction
    {
        for (nint c = 0; c < 16; c += 4)
        {
            Vector256<double> s = Vector256.Load(chains + c), t = Vector256.Load(chains + 16 + c);
            Sums<T, TSum>.Each(
                new(memory.A + from.A + channel + c, steps.A), new(memory.B + from.B + channel + c, steps.B),
                count, Vector256.Load(memory.Shifts + channel + c), ref s, ref t);
            s.Store(chains + c);
            t.Store(chains + 16 + c);
        }
    }

    /// <summary>Two tensors, shifts and chains, of random numbers.</summary>
    sealed class Memory<T> : IDisposable
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Values = 1024, Doubles = 128;

        readonly void* memory = NativeMemory.Alloc(2 * Values * sizeof(double) + 2 * Doubles * sizeof(double));

        public Memory(int seed)
        {
            Chains = (double*)memory;
            Shifts = Chains + Doubles;
            A = (T*)(Shifts + Doubles);
            B = A + Values;
            var random = new CounterRandom(seed, 0);
            for (int i = 0; i < 2 * Values; i++)
                A[i] = T.CreateChecked(random.Normal(i));
            for (int i = 0; i < 2 * Doubles; i++)
                Chains[i] = random.Normal(2 * Values + i);
        }

        public double* Chains { get; }

        public double* Shifts { get; }

        public T* A { get; }

        public T* B { get; }

        public long[] ChainBits() => new Span<long>(Chains, Doubles).ToArray();

        public void Dispose() => NativeMemory.Free(memory);
    }
}
