using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Parity.Cases;

/// <summary>
/// Random numbers as a pure function of seed, stream and index, the same on every platform: no state, no library.
/// </summary>
/// <remarks>
/// Two rounds of the SplitMix64 finaliser (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
/// 2014). Integer arithmetic and exactly rounded operations only, so no mathematical library can change a bit.
/// </remarks>
readonly struct CounterRandom
{
    const ulong Golden = 0x9E3779B97F4A7C15;
    readonly ulong key;

    /// <summary>The sequence of one stream of a seed.</summary>
    public CounterRandom(int seed, int stream) => key = Mix(Mix((ulong)(uint)seed + Golden) ^ ((ulong)(uint)stream << 32));

    /// <summary>64 random bits.</summary>
    public ulong Bits(long index) => Mix(Mix(key + (ulong)index * Golden) ^ key);

    /// <summary>Uniform in [0, 1) in steps of 2⁻⁵³.</summary>
    public double Uniform(long index) => (Bits(index) >> 11) * (1.0 / (1L << 53));

    /// <summary>
    /// Near N(0, 1): the sum of nine uniform numbers (Irwin and Hall), centred and scaled; never beyond 5.2.
    /// </summary>
    public double Normal(long index)
    {
        // Eight numbers of 16 bits from two words, the ninth with 53 bits so that low bits are filled.
        long sum = 0;
        for (int word = 0; word < 2; word++)
        {
            ulong bits = Bits(3 * index + word);
            sum += (long)((bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48));
        }

        double total = sum / 65536.0 + Uniform(3 * index + 2);
        return (total - 4.5) * 1.1547005383792515; // sqrt(12 / 9): the sum's variance is 9/12
    }

    /// <summary>As many of <see cref="Normal"/> as there is room for, from index 0 on; four at a time, with the same bits.</summary>
    public void Normals(Span<double> normals)
    {
        int i = 0;
        for (Vector256<ulong> index = Vector256<ulong>.Indices; i <= normals.Length - Vector256<ulong>.Count; i += Vector256<ulong>.Count)
        {
            Vector256<ulong> word = 3 * index;
            Vector256<ulong> sum = SumOfParts(Bits(word)) + SumOfParts(Bits(word + Vector256.Create(1UL)));
            Vector256<double> uniform = Vector256.ConvertToDouble(Bits(word + Vector256.Create(2UL)) >> 11) * (1.0 / (1L << 53));
            Vector256<double> total = Vector256.ConvertToDouble(sum) / 65536.0 + uniform;
            ((total - Vector256.Create(4.5)) * 1.1547005383792515).CopyTo(normals[i..]);
            index += Vector256.Create((ulong)Vector256<ulong>.Count);
        }

        for (; i < normals.Length; i++)
            normals[i] = Normal(i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Vector256<ulong> Bits(Vector256<ulong> index) => Mix(Mix(Vector256.Create(key) + index * Golden) ^ Vector256.Create(key));

    // Of the four numbers of 16 bits that each word is.
    static Vector256<ulong> SumOfParts(Vector256<ulong> words)
    {
        Vector256<ulong> everyOther = Vector256.Create(0x0000FFFF0000FFFFUL), two = (words & everyOther) + (words >> 16 & everyOther);
        return (two & Vector256.Create(0xFFFFFFFFUL)) + (two >> 32);
    }

    static Vector256<ulong> Mix(Vector256<ulong> z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
