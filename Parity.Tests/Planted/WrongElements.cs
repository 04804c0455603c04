using System.Numerics;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted;

/// <summary>Right but for a function that a defect applies to every element of the output.</summary>
/// <typeparam name="T">Element type.</typeparam>
abstract class WrongElements<T> : WrongOutput<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected sealed override void Spoil(NchwSpan<T> x, NchwSpan<T> y, int c)
    {
        for (int i = 0; i < y.ValuesPerChannel; i++)
            At(y, c, i) = T.CreateChecked(Of(double.CreateChecked(At(y, c, i))));
    }

    /// <summary>What the defect makes of a right value.</summary>
    protected abstract double Of(double value);
}
