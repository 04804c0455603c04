using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Parity.Reference.Kernels;

namespace Parity.Tensors;

/// <summary>Whole tensors from and to half the bits of a float32; each number as its own conversion has it.</summary>
static class HalfPrecision
{
    const int Chunk = 256;

    /// <summary>The same values in float32.</summary>
    /// <param name="halves">Halves.</param>
    /// <param name="wide">Receives as many.</param>
    public static void Widen(ReadOnlySpan<Half> halves, Span<float> wide) => TensorPrimitives.ConvertToSingle(halves, wide);

    /// <summary>The same values in float32.</summary>
    /// <inheritdoc cref="Widen(ReadOnlySpan{Half}, Span{float})"/>
    public static void Widen(ReadOnlySpan<BFloat16> halves, Span<float> wide)
    {
        ReadOnlySpan<ushort> from = MemoryMarshal.Cast<BFloat16, ushort>(halves);
        Span<uint> to = MemoryMarshal.Cast<float, uint>(wide);
        int i = 0;
        for (; i <= from.Length - Vector256<ushort>.Count; i += Vector256<ushort>.Count)
        {
            (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(Vector256.Create(from[i..]));
            (lower << 16).CopyTo(to[i..]);
            (upper << 16).CopyTo(to[(i + Vector256<uint>.Count)..]);
        }

        for (; i < from.Length; i++)
            to[i] = (uint)from[i] << 16;
    }

    /// <summary>The same values in float64.</summary>
    /// <inheritdoc cref="Widen(ReadOnlySpan{Half}, Span{float})"/>
    public static void Widen(ReadOnlySpan<Half> halves, Span<double> wide) => ByWayOfSingle(halves, wide, Widen);

    /// <summary>The same values in float64.</summary>
    /// <inheritdoc cref="Widen(ReadOnlySpan{Half}, Span{float})"/>
    public static void Widen(ReadOnlySpan<BFloat16> halves, Span<double> wide) => ByWayOfSingle(halves, wide, Widen);

    /// <summary>The nearest values.</summary>
    /// <param name="values">Numbers.</param>
    /// <param name="rounded">Receives as many.</param>
    public static void Round(ReadOnlySpan<float> values, Span<Half> rounded) => TensorPrimitives.ConvertToHalf(values, rounded);

    /// <summary>The nearest values; one NaN for all.</summary>
    /// <inheritdoc cref="Round(ReadOnlySpan{float}, Span{Half})"/>
    public static void Round(ReadOnlySpan<float> values, Span<BFloat16> rounded)
    {
        Span<ushort> to = MemoryMarshal.Cast<BFloat16, ushort>(rounded);
        int i = 0;
        for (; i <= values.Length - Vector256<ushort>.Count; i += Vector256<ushort>.Count)
            Vector256.Narrow(Rounded(Vector256.Create(values[i..])), Rounded(Vector256.Create(values[(i + Vector256<float>.Count)..]))).CopyTo(to[i..]);
        for (; i < values.Length; i++)
            rounded[i] = (BFloat16)values[i];

        static Vector256<uint> Rounded(Vector256<float> values)
        {
            Vector256<uint> bits = values.AsUInt32();
            Vector256<uint> nearest = (bits + Vector256.Create(0x7FFFu) + (bits >> 16 & Vector256<uint>.One)) >> 16;
            return Vector256.ConditionalSelect(Vector256.IsNaN(values).AsUInt32(), Vector256.Create((uint)((BFloat16)float.NaN).Bits), nearest);
        }
    }

    /// <summary>The values that are nearest to the nearest float32.</summary>
    /// <inheritdoc cref="Round(ReadOnlySpan{float}, Span{Half})"/>
    public static void Round(ReadOnlySpan<double> values, Span<BFloat16> rounded)
    {
        Span<float> chunk = stackalloc float[Chunk];
        for (int i = 0; i < values.Length; i += Chunk)
        {
            Span<float> single = chunk[..Math.Min(Chunk, values.Length - i)];
            TensorPrimitives.ConvertTruncating(values.Slice(i, single.Length), single);
            Round(single, rounded.Slice(i, single.Length));
        }
    }

    static void ByWayOfSingle<T>(ReadOnlySpan<T> halves, Span<double> wide, Widening<T> widen)
    {
        Span<float> chunk = stackalloc float[Chunk];
        for (int i = 0; i < halves.Length; i += Chunk)
        {
            Span<float> single = chunk[..Math.Min(Chunk, halves.Length - i)];
            widen(halves.Slice(i, single.Length), single);
            TensorPrimitives.ConvertTruncating<float, double>(single, wide.Slice(i, single.Length));
        }
    }

    delegate void Widening<T>(ReadOnlySpan<T> halves, Span<float> wide);
}
