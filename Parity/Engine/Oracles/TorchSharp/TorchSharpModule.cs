using Parity.Cases;
using Parity.Tensors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Parity.Oracles;

/// <summary>One of TorchSharp's modules, made as a case wants it.</summary>
/// <remarks>
/// Parameters and buffers belong to the module: its properties return the very objects, so they are changed in place and
/// never disposed.
/// </remarks>
sealed class TorchSharpModule : IDisposable
{
    readonly BatchNorm module;
    readonly BatchNormCase made;

    /// <summary>A module with the case's options, element type and mode, and torch's initial values.</summary>
    public TorchSharpModule(BatchNormCase c)
    {
        made = c;
        module = c.Module == BatchNormModule.BatchNorm1d
            ? nn.BatchNorm1d(c.Channels, c.Eps, affine: c.Affine, track_running_stats: c.TrackRunningStats)
            : nn.BatchNorm2d(c.Channels, c.Eps, affine: c.Affine, track_running_stats: c.TrackRunningStats);
        // The factory takes no null, which is the cumulative average; the property does.
        module.momentum = c.Momentum;

        // Converted, not created, in its type: the factory's dtype would turn the counter into floating point too.
        if (c.ParameterDType != DType.Float32)
            module.to(TorchSharpOracle.TypeOf(c.ParameterDType));
        module.train(c.Training);

        (Weight, Bias) = (c.HasWeight ? module.weight : null, c.HasBias ? module.bias : null);
        Weight?.requires_grad_(c.Requires.HasFlag(GradientRequest.Weight));
        Bias?.requires_grad_(c.Requires.HasFlag(GradientRequest.Bias));
    }

    /// <summary>The scales, a leaf of the graph; null where the case has none.</summary>
    public Tensor? Weight { get; }

    /// <summary>The shifts, a leaf of the graph; null where the case has none.</summary>
    public Tensor? Bias { get; }

    /// <summary>The running mean, or null when none is kept.</summary>
    public Tensor? RunningMean => module.running_mean;

    /// <summary>The running variance, or null when none is kept.</summary>
    public Tensor? RunningVar => module.running_var;

    /// <summary>The counter, or null when none is kept.</summary>
    public Tensor? NumBatchesTracked => module.num_batches_tracked;

    /// <summary>Replaces torch's initial values by the trial's.</summary>
    public void Load(BatchNormInputs inputs, long numBatchesTracked)
    {
        using IDisposable noGrad = no_grad();
        Copy(inputs.Weight, Weight);
        Copy(inputs.Bias, Bias);
        Copy(inputs.RunningMean, RunningMean);
        Copy(inputs.RunningVar, RunningVar);
        Count(numBatchesTracked);
    }

    /// <summary>Batches counted; 0 without a counter.</summary>
    public long Counter => NumBatchesTracked?.item<long>() ?? 0;

    /// <summary>Sets the counter, if there is one.</summary>
    public void Count(long batches)
    {
        using Scalar value = batches.ToScalar();
        using IDisposable noGrad = no_grad();
        NumBatchesTracked?.fill_(value);
    }

    /// <summary>Whether batches are counted and their own statistics used.</summary>
    public bool Training => module.training;

    /// <summary>Added to the variance under the root.</summary>
    public double Eps
    {
        get => module.eps;
        set => module.eps = value;
    }

    /// <summary>Share of the new batch in the running statistics; null for the cumulative average.</summary>
    public double? Momentum
    {
        get => module.momentum;
        set => module.momentum = value;
    }

    /// <summary><c>zero_grad()</c>, which takes the gradients away.</summary>
    public void ZeroGrad() => module.zero_grad();

    /// <summary><c>train()</c> or <c>eval()</c>.</summary>
    public void Train(bool mode) => module.train(mode);

    /// <summary><c>reset_running_stats()</c>.</summary>
    public void ResetRunningStats() => module.reset_running_stats();

    /// <summary><c>reset_parameters()</c>.</summary>
    public void ResetParameters() => module.reset_parameters();

    /// <summary>The module's own <c>state_dict</c>.</summary>
    public Dictionary<string, Tensor> StateDict() => module.state_dict();

    /// <summary>The module's own <c>load_state_dict</c>.</summary>
    public void LoadStateDict(Dictionary<string, Tensor> state, bool strict = true) => module.load_state_dict(state, strict);

    /// <summary>The module's forward pass.</summary>
    public Tensor Forward(Tensor input) => made.NoWeight || made.NoBias ? ForwardWithout(input) : module.forward(input);

    /// <inheritdoc/>
    public void Dispose() => module.Dispose();

    // A module's parameter cannot be set to null, so its own steps are taken here: count, then the functional form.
    Tensor ForwardWithout(Tensor input)
    {
        bool training = module.training;
        long tracked = Counter;
        if (training && NumBatchesTracked is not null)
            Count(++tracked);
        double momentum = module.momentum ?? (training && tracked > 0 ? 1.0 / tracked : 0);
        return nn.functional.batch_norm(
            input, RunningMean!, RunningVar!, Weight!, Bias!, training || RunningMean is null, momentum, module.eps);
    }

    static void Copy(DenseTensor? source, Tensor? destination)
    {
        if (source is null || destination is null)
            return;
        Span<byte> memory = destination.bytes;
        if (TorchSharpOracle.TypeOf(source.DType) == destination.dtype && source.Bytes.Length == memory.Length)
            source.Bytes.CopyTo(memory);
        else
            destination.copy_(TorchSharpOracle.ToTorch(source));
    }
}
