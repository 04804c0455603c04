using Parity.Cases;
using Parity.Tensors;

namespace Parity.Tests.Reference.Kernels;

/// <summary>Trials that must have the result of another one, or that result rearranged or scaled.</summary>
static class EquivalentTrials
{
    /// <summary>The same values under every other layout that can hold them.</summary>
    public static IEnumerable<Trial> OtherLayouts(Trial trial) =>
        from input in Layouts(trial.Case, trial.Case.Layout)
        from grad in Layouts(trial.Case, trial.Case.GradOutputLayout)
        select trial with { Case = trial.Case with { Layout = input, GradLayout = grad == input ? null : grad } };

    /// <summary>The batch back to front.</summary>
    public static Trial BatchReversed(Trial trial) => trial with
    {
        Inputs = trial.Inputs with { Input = Reversed(trial.Inputs.Input, 0), GradOutput = Reversed(trial.Inputs.GradOutput, 0) },
    };

    /// <summary>The channels back to front, with all that belongs to them.</summary>
    public static Trial ChannelsReversed(Trial trial) => trial with
    {
        Inputs = new BatchNormInputs
        {
            Input = Reversed(trial.Inputs.Input, ChannelDimension(trial.Case)),
            GradOutput = Reversed(trial.Inputs.GradOutput, ChannelDimension(trial.Case)),
            Weight = ReversedOrNull(trial.Inputs.Weight),
            Bias = ReversedOrNull(trial.Inputs.Bias),
            RunningMean = ReversedOrNull(trial.Inputs.RunningMean),
            RunningVar = ReversedOrNull(trial.Inputs.RunningVar),
        },
    };

    /// <summary>The input times 2ᵏ, with eps and statistics to match.</summary>
    public static Trial Scaled(Trial trial, int k) => trial with
    {
        Case = trial.Case with { Eps = Math.ScaleB(trial.Case.Eps, 2 * k) },
        Inputs = trial.Inputs with
        {
            Input = Scaled(trial.Inputs.Input, k),
            RunningMean = trial.Inputs.RunningMean is { } mean ? Scaled(mean, k) : null,
            RunningVar = trial.Inputs.RunningVar is { } variance ? Scaled(variance, 2 * k) : null,
        },
    };

    /// <summary>By which power of two a quantity grows when the input grows by 2ᵏ.</summary>
    public static int ExponentOf(Quantity quantity, int k) => quantity switch
    {
        Quantity.BatchMean or Quantity.RunningMean => k,
        Quantity.BatchVar or Quantity.RunningVar => 2 * k,
        Quantity.GradInput => -k,
        _ => 0,
    };

    /// <summary>The dimension of the channels in the case's shape.</summary>
    public static int ChannelDimension(BatchNormCase c) => c.IsTransposed ? 2 : 1;

    /// <summary>A tensor back to front in one dimension.</summary>
    public static DenseTensor Reversed(DenseTensor tensor, int dimension)
    {
        var reversed = new DenseTensor(tensor.DType, [.. tensor.Shape]);
        int inner = tensor.Shape.Skip(dimension + 1).Aggregate(1, (a, b) => a * b), length = tensor.Shape[dimension];
        for (int i = 0; i < tensor.Count; i++)
        {
            int at = i / inner % length;
            reversed.Set(i + (length - 1 - 2 * at) * inner, tensor[i]);
        }

        return reversed;
    }

    /// <summary>A floating-point tensor times 2ᵏ.</summary>
    public static DenseTensor Scaled(DenseTensor tensor, int k)
    {
        var scaled = new DenseTensor(tensor.DType, [.. tensor.Shape]);
        for (int i = 0; i < tensor.Count; i++)
            scaled.Set(i, Math.ScaleB(tensor[i], k));
        return scaled;
    }

    // Features-last says what the shape means, so it stays; only values that repeat can be held by strides of 0.
    static IEnumerable<Layout> Layouts(BatchNormCase c, Layout now) => c.IsTransposed && now == Layout.FeaturesLast
        ? [now]
        : LayoutNames.Of(c.Shape.Length).Where(layout => layout != Layout.FeaturesLast && (!layout.Repeats() || now == layout));

    static DenseTensor? ReversedOrNull(DenseTensor? tensor) => tensor is null ? null : Reversed(tensor, 0);
}
