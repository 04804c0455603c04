using System.Numerics;

namespace Parity.Tests.Planted.Outputs;

/// <summary>Stores the output in bfloat16 on its way.</summary>
sealed class OutputThroughBfloat16<T> : WrongElements<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Of(double value) => Bfloat16.RoundTrip(value);
}

/// <summary>Stores the output in half precision on its way.</summary>
sealed class OutputThroughHalf<T> : WrongElements<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Of(double value) => (double)(Half)value;
}

/// <summary>Computes the output in float.</summary>
sealed class OutputThroughFloat<T> : WrongElements<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Of(double value) => (float)value;
}

/// <summary>Leaves a ReLU fused in.</summary>
sealed class OutputClipped<T> : WrongElements<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Of(double value) => value < 0 ? 0 : value;
}

/// <summary>Clamps to ±3, as a quantised kernel would.</summary>
sealed class OutputBounded<T> : WrongElements<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Of(double value) => Math.Clamp(value, -3, 3);
}

/// <summary>Writes 0 where the value is NaN.</summary>
sealed class NanInOutputZeroed<T> : WrongElements<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Of(double value) => double.IsNaN(value) ? 0 : value;
}

/// <summary>Writes the largest float where the value is ∞.</summary>
sealed class InfinityInOutputClipped<T> : WrongElements<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Of(double value) => Math.Clamp(value, -float.MaxValue, float.MaxValue);
}

/// <summary>Writes 0 where the value is subnormal.</summary>
sealed class OutputFlushedToZero<T> : WrongElements<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Of(double value) => SubnormalNumber.Is<T>(value) ? 0 : value;
}
