using System.Numerics;
using Parity.Cases;
using Parity.Reference.Kernels.Libtorch;
using Parity.Tensors;

namespace Parity.Libtorch;

/// <summary>One trial's way there and back, along the paths that its strides choose.</summary>
/// <typeparam name="T">Type that it is computed in.</typeparam>
sealed class PathRun<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static readonly Quantity[] gradients = [Quantity.GradInput, Quantity.GradWeight, Quantity.GradBias];

    readonly BatchNormCase c;
    readonly Batch<T> gradOutput;
    readonly ChannelParameters<T> parameters;
    readonly IPath<T> forward, backward;

    /// <summary>A run of a trial.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="values">A tensor's values in the type that is computed in.</param>
    /// <param name="path">The path of an arithmetic through a batch.</param>
    public PathRun(Trial trial, Func<DenseTensor, T[]> values, Func<LibtorchWay, Extents, IPath<T>> path)
    {
        c = trial.Case;
        BatchNormInputs inputs = trial.Inputs;
        Input = Laid(c.Layout, values(inputs.Input));
        gradOutput = Laid(c.GradOutputLayout, values(inputs.GradOutput));
        parameters = new(
            inputs.Weight is { } weight ? values(weight) : Filled(T.One), inputs.Bias is { } bias ? values(bias) : Filled(T.Zero),
            inputs.RunningMean is { } mean ? values(mean) : null, inputs.RunningVar is { } variance ? values(variance) : null);
        (LibtorchWay there, LibtorchWay back) = (LibtorchPath.OfForward(c), LibtorchPath.OfBackward(c));
        var size = Extents.Of(c.TorchShape);
        forward = path(there, size);
        backward = there == back ? forward : path(back, size);
    }

    /// <summary>The batch.</summary>
    public Batch<T> Input { get; }

    /// <summary>What the module leaves, without what is asked of the batch itself.</summary>
    public BatchNormResult Result(ForwardOptions options)
    {
        var result = new BatchNormResult();
        bool ofBatch = c.UsesBatchStatistics;
        Normalised<T> done = ofBatch ? forward.Train(Input, parameters, options)
            : new(forward.Eval(Input, parameters, c.Eps), parameters.RunningMean!, backward.InverseStdOfEval(parameters.RunningVar!, c.Eps), []);
        Set(result, Quantity.Output, done.Output);
        Set(result, Quantity.RunningMean, parameters.RunningMean);
        Set(result, Quantity.RunningVar, parameters.RunningVar);
        if (!gradients.Any(quantity => QuantityForm.Of(c, quantity) is not null))
            return result;
        Slopes<T> slopes = backward.Backward(Input, gradOutput, (done.Mean, done.InverseStd), parameters.Weight, ofBatch);
        Set(result, Quantity.GradInput, slopes.Input);
        Set(result, Quantity.GradWeight, slopes.Weight);
        Set(result, Quantity.GradBias, slopes.Bias);
        return result;
    }

    /// <summary>Stores a quantity that the case has.</summary>
    public void Set(BatchNormResult result, Quantity quantity, T[]? values)
    {
        if (values is null || QuantityForm.Of(c, quantity) is not { } form)
            return;
        DenseTensor tensor = DenseTensor.From<T>(values, [.. form.Shape]);
        result[quantity] = tensor.As(form.DType);
    }

    // Values are in the order of the case's shape.
    Batch<T> Laid(Layout layout, T[] values)
    {
        var placement = Placement.Of(c.TorchShape, layout);
        Placement inCase = c.IsTransposed ? placement.Transposed() : placement;
        Extents logical = c.IsTransposed ? new(c.Shape[0] * c.Shape[1], c.Channels, 1) : Extents.Of(c.TorchShape);
        bool isStorage = inCase.IsContiguous && inCase.Offset == 0;
        return new(placement.Order, placement.Offset, inCase.StorageLength, values, logical, isStorage ? null : inCase.Positions());
    }

    T[] Filled(T value)
    {
        var all = new T[c.Channels];
        all.AsSpan().Fill(value);
        return all;
    }
}
