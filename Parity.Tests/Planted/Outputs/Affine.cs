using System.Numerics;

namespace Parity.Tests.Planted.Outputs;

/// <summary>Leaves the weight out.</summary>
sealed class WeightIgnored<T> : WrongAffine<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (T[]? Weight, T[]? Bias) Of(T[] weight, T[] bias) =>
        (null, bias);
}

/// <summary>Leaves the bias out.</summary>
sealed class BiasIgnored<T> : WrongAffine<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (T[]? Weight, T[]? Bias) Of(T[] weight, T[] bias) =>
        (weight, null);
}

/// <summary>Leaves weight and bias out.</summary>
sealed class WeightAndBiasIgnored<T> : WrongAffine<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (T[]? Weight, T[]? Bias) Of(T[] weight, T[] bias) =>
        (null, null);
}

/// <summary>Takes the bias for the weight and the other way round.</summary>
sealed class WeightAndBiasSwapped<T> : WrongAffine<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (T[]? Weight, T[]? Bias) Of(T[] weight, T[] bias) =>
        (bias, weight);
}

/// <summary>Subtracts the bias.</summary>
sealed class BiasSubtracted<T> : WrongAffine<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (T[]? Weight, T[]? Bias) Of(T[] weight, T[] bias) =>
        (weight, [.. bias.Select(value => -value)]);
}

/// <summary>Adds the bias before it multiplies by the weight.</summary>
sealed class BiasScaled<T> : WrongAffine<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (T[]? Weight, T[]? Bias) Of(T[] weight, T[] bias) =>
        (weight, [.. bias.Zip(weight, (b, w) => b * w)]);
}

/// <summary>Multiplies by the weight twice.</summary>
sealed class WeightTwice<T> : WrongAffine<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (T[]? Weight, T[]? Bias) Of(T[] weight, T[] bias) =>
        ([.. weight.Select(value => value * value)], bias);
}

/// <summary>Takes the first channel's weight for all.</summary>
sealed class WeightOfFirstChannel<T> : WrongAffine<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (T[]? Weight, T[]? Bias) Of(T[] weight, T[] bias) =>
        ([.. weight.Select(_ => weight[0])], bias);
}

/// <summary>Takes the next channel's weight.</summary>
sealed class WeightOfNextChannel<T> : WrongAffine<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (T[]? Weight, T[]? Bias) Of(T[] weight, T[] bias) =>
        ([.. weight[1..], weight[^1]], bias);
}

/// <summary>Takes the previous channel's bias.</summary>
sealed class BiasOfPreviousChannel<T> : WrongAffine<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (T[]? Weight, T[]? Bias) Of(T[] weight, T[] bias) =>
        (weight, [bias[0], .. bias[..^1]]);
}

/// <summary>Takes the weight's magnitude.</summary>
sealed class WeightAbsolute<T> : WrongAffine<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (T[]? Weight, T[]? Bias) Of(T[] weight, T[] bias) =>
        ([.. weight.Select(T.Abs)], bias);
}

/// <summary>Holds the weight in bfloat16.</summary>
sealed class WeightThroughBfloat16<T> : WrongAffine<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (T[]? Weight, T[]? Bias) Of(T[] weight, T[] bias) =>
        ([.. weight.Select(w => T.CreateChecked(Bfloat16.RoundTrip(double.CreateChecked(w))))], bias);
}
