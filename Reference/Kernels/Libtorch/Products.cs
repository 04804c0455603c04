using System.Numerics;

namespace Parity.Reference.Kernels.Libtorch;

/// <summary>How a product is added: with one rounding where the library's compiler fused the two, else with two.</summary>
/// <param name="Fused">Whether they are one operation.</param>
readonly record struct Products(bool Fused)
{
    /// <summary>a·b + c.</summary>
    public T Add<T>(T a, T b, T c)
        where T : IBinaryFloatingPointIeee754<T> =>
        Fused ? T.FusedMultiplyAdd(a, b, c) : a * b + c;
}
