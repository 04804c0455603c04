using System.Runtime.CompilerServices;

namespace Parity.Reference.Kernels;

/// <summary>
/// A running sum that keeps the rounding errors of its sum, and the rounding errors of those: as if added with 159 bits
/// and rounded at the end.
/// </summary>
/// <remarks>
/// Ogita, Rump and Oishi, "Accurate sum and dot product" (2005), K = 3: the error is of order n²u³ times the sum of the
/// absolute values, on top of one rounding. The leading part is the plain double sum, which an infinity or NaN takes over.
/// </remarks>
public struct CascadedSum
{
    double sum, errors, errorsOfErrors;

    /// <summary>Adds a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        double next = sum + value;
        double error = DoubleDouble.ErrorOfSum(sum, value, next);
        double nextErrors = errors + error;
        errorsOfErrors += DoubleDouble.ErrorOfSum(errors, error, nextErrors);
        (sum, errors) = (next, nextErrors);
    }

    /// <summary>Adds both parts of a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(DoubleDouble value)
    {
        Add(value.Hi);
        Add(value.Lo);
    }

    /// <summary>The sum without a multiple: total - count · value, count · value taken exactly.</summary>
    public readonly DoubleDouble Minus(double count, double value)
    {
        CascadedSum difference = this;
        DoubleDouble product = DoubleDouble.Product(count, value);
        difference.Add(-product.Hi);
        difference.Add(-product.Lo);
        return difference.Value;
    }

    /// <summary>The sum.</summary>
    public readonly DoubleDouble Value
    {
        get
        {
            DoubleDouble low = DoubleDouble.Sum(errors, errorsOfErrors);
            return double.IsFinite(sum) ? DoubleDouble.Sum(sum, low.Hi) + low.Lo : sum;
        }
    }
}
