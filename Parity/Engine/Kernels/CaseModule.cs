using System.Numerics;
using System.Numerics.Tensors;
using Parity.Cases;
using Parity.Reference;
using Parity.Reference.Kernels;
using Parity.Tensors;

namespace Parity.Kernels;

/// <summary>Our module as a case has it: takes a trial's parameters and buffers, and gives every quantity back.</summary>
/// <typeparam name="T">Element type.</typeparam>
sealed class CaseModule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly BatchNormCase c;

    /// <summary>A module in the case's mode, with the gradients required that the case requires.</summary>
    /// <param name="modules">Makes the module.</param>
    /// <param name="c">The case.</param>
    /// <param name="kernel">The kernel that it runs over.</param>
    public CaseModule(ModuleFactory modules, BatchNormCase c, IBatchNormKernel<T> kernel)
    {
        this.c = c;
        Module = OwnModule.Of(modules, c.Spec, kernel);
        Module.WeightRequiresGrad = c.Requires.HasFlag(GradientRequest.Weight);
        Module.BiasRequiresGrad = c.Requires.HasFlag(GradientRequest.Bias);
        Module.Train(c.Training);
    }

    /// <summary>The module itself.</summary>
    public BatchNorm<T> Module { get; }

    /// <summary>One step of a trial in plain, row-major memory that nobody watches: for a kernel that is not under test.</summary>
    /// <param name="modules">Makes the module.</param>
    /// <param name="kernel">The kernel that it runs over.</param>
    /// <param name="trial">The trial, in this element type; its layouts are of no matter.</param>
    /// <returns>Every quantity that the case has.</returns>
    /// <exception cref="ArgumentException">As the module raises it.</exception>
    public static BatchNormResult Step(ModuleFactory modules, IBatchNormKernel<T> kernel, Trial trial)
    {
        (BatchNormCase c, BatchNormInputs inputs) = (trial.Case, trial.Inputs);
        var module = new CaseModule<T>(modules, c, kernel);
        module.Load(inputs);
        ReadOnlyTensorSpan<T> input = module.Seen(inputs.Input);
        DenseTensor output = module.Unwritten();
        module.Module.Forward(input, module.Seen(output));
        DenseTensor? gradInput = c.Requires.HasFlag(GradientRequest.Input) ? module.Unwritten() : null;
        if (c.Requires != GradientRequest.None)
            module.Module.Backward(module.Seen(inputs.GradOutput), input, gradInput is null ? default : module.Seen(gradInput));
        return module.Read(output, gradInput);
    }

    /// <summary>Takes parameters, buffers and the count of batches, as they are before a step.</summary>
    public void Load(BatchNormInputs inputs)
    {
        Load(inputs.Weight, Module.Weight);
        Load(inputs.Bias, Module.Bias);
        Load(inputs.RunningMean, Module.RunningMean);
        Load(inputs.RunningVar, Module.RunningVar);
        Module.NumBatchesTracked = c.NumBatchesTracked;
    }

    /// <summary>Every quantity that the case has, after a step.</summary>
    /// <param name="output">What forward wrote.</param>
    /// <param name="gradInput">What backward wrote; null where it is not required.</param>
    public BatchNormResult Read(DenseTensor output, DenseTensor? gradInput)
    {
        bool batch = c.UsesBatchStatistics;
        return new BatchNormResult
        {
            [Quantity.Output] = output,
            [Quantity.BatchMean] = batch ? Rounded(Module.SavedMean) : null,
            [Quantity.BatchVar] = batch ? Rounded(Module.SavedVariance) : null,
            [Quantity.RunningMean] = PerChannel(Module.RunningMean),
            [Quantity.RunningVar] = PerChannel(Module.RunningVar),
            [Quantity.NumBatchesTracked] = c.TrackRunningStats ? DenseTensor.Scalar(Module.NumBatchesTracked) : null,
            [Quantity.GradInput] = gradInput,
            [Quantity.GradWeight] = PerChannel(Module.GradWeight),
            [Quantity.GradBias] = PerChannel(Module.GradBias),
        };
    }

    // Every element NaN, which shows one that is never written.
    DenseTensor Unwritten()
    {
        var tensor = DenseTensor.Unwritten(DenseTensor.DTypeOf<T>(), [.. c.Shape]);
        tensor.Values<T>().Fill(T.NaN);
        return tensor;
    }

    // In torch's order of dimensions.
    TensorSpan<T> Seen(DenseTensor tensor) => c.IsTransposed
        ? Views.FeaturesLast(tensor.Values<T>(), c.Shape[0], c.Shape[1], c.Shape[2])
        : new(tensor.Values<T>(), [.. tensor.Shape.Select(length => (nint)length)]);

    static void Load(DenseTensor? values, T[]? destination) => values?.Values<T>().CopyTo(destination);

    static DenseTensor? PerChannel(T[]? values) => values is null ? null : DenseTensor.From<T>(values, values.Length);

    static DenseTensor Rounded(ReadOnlySpan<double> values)
    {
        var tensor = new DenseTensor(DenseTensor.DTypeOf<T>(), [values.Length]);
        Span<T> rounded = tensor.Values<T>();
        for (int c = 0; c < rounded.Length; c++)
            rounded[c] = T.CreateChecked(values[c]);
        return tensor;
    }
}
