using System.Numerics;

namespace Parity.Tests.Planted;

/// <summary>Numbers that a processor flushes to zero when it is told to.</summary>
static class SubnormalNumber
{
    /// <summary>Whether a value is subnormal in an element type.</summary>
    public static bool Is<T>(double value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.IsSubnormal(T.CreateChecked(value));
}
