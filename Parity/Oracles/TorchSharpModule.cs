using Parity.Cases;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Parity.Oracles;

/// <summary>
/// What <c>nn.BatchNorm1d</c> and <c>nn.BatchNorm2d</c> have in common; before 0.104 no base class says it.
/// </summary>
/// <remarks>
/// Parameters and buffers belong to the module: from 0.104 on their properties return the very objects, so they are
/// changed in place and never disposed.
/// </remarks>
sealed class TorchSharpModule : IDisposable
{
    readonly nn.Module<Tensor, Tensor> module;
    readonly BatchNormCase made;

    /// <summary>A module with the case's options, element type and mode, and torch's initial values.</summary>
    public TorchSharpModule(BatchNormCase c)
    {
        made = c;
        // The factory cannot say "cumulative average"; where the property cannot either, this is the factor it means.
        double momentum = c.Momentum ?? 1.0 / (c.NumBatchesTracked + 1);
        module = c.Module == BatchNormModule.BatchNorm1d
            ? nn.BatchNorm1d(c.Channels, c.Eps, momentum, c.Affine, c.TrackRunningStats)
            : nn.BatchNorm2d(c.Channels, c.Eps, momentum, c.Affine, c.TrackRunningStats);
        if (c.Momentum is null && KnowsMomentumNull)
            module.GetType().GetProperty("momentum")!.SetValue(module, null);

        // Converted, not created, in its type: the factory's dtype would turn the counter into floating point too.
        if (c.ParameterDType != DType.Float32)
            module = module.to(TorchSharpOracle.TypeOf(c.ParameterDType));
        module.train(c.Training);

        (Tensor? weight, Tensor? bias, RunningMean, RunningVar, NumBatchesTracked) = module switch
        {
            BatchNorm1d m => (m.weight, m.bias, m.running_mean, m.running_var, m.num_batches_tracked),
            BatchNorm2d m => (m.weight, m.bias, m.running_mean, m.running_var, m.num_batches_tracked),
            _ => throw new NotSupportedException($"TorchSharp made a {module.GetType()}"),
        };
        (Weight, Bias) = (c.HasWeight ? weight : null, c.HasBias ? bias : null);
        Weight?.requires_grad_(c.Requires.HasFlag(GradientRequest.Weight));
        Bias?.requires_grad_(c.Requires.HasFlag(GradientRequest.Bias));
    }

    /// <summary>The scales, a leaf of the graph; null where the case has none.</summary>
    public Tensor? Weight { get; }

    /// <summary>The shifts, a leaf of the graph; null where the case has none.</summary>
    public Tensor? Bias { get; }

    /// <summary>The running mean, or null when none is kept.</summary>
    public Tensor? RunningMean { get; }

    /// <summary>The running variance, or null when none is kept.</summary>
    public Tensor? RunningVar { get; }

    /// <summary>The counter, or null when none is kept.</summary>
    public Tensor? NumBatchesTracked { get; }

    /// <summary>Replaces torch's initial values by the trial's.</summary>
    public void Load(BatchNormInputs inputs, long numBatchesTracked)
    {
        using IDisposable noGrad = no_grad();
        Copy(inputs.Weight, Weight);
        Copy(inputs.Bias, Bias);
        Copy(inputs.RunningMean, RunningMean);
        Copy(inputs.RunningVar, RunningVar);
        NumBatchesTracked?.fill_(numBatchesTracked);
    }

    /// <summary>Whether <c>momentum</c> has a property that takes null.</summary>
    public static bool KnowsMomentumNull { get; } = typeof(BatchNorm1d).GetProperty("momentum")?.PropertyType == typeof(double?);

    /// <summary>Batches counted; 0 without a counter.</summary>
    public long Counter => NumBatchesTracked?.to(ScalarType.Int64).item<long>() ?? 0;

    /// <summary><c>train()</c> or <c>eval()</c>.</summary>
    public void Train(bool mode) => module.train(mode);

    /// <summary><c>reset_running_stats()</c>.</summary>
    public void ResetRunningStats()
    {
        switch (module)
        {
            case BatchNorm1d m:
                m.reset_running_stats();
                break;
            case BatchNorm2d m:
                m.reset_running_stats();
                break;
        }
    }

    /// <summary><c>reset_parameters()</c>, or what it stands for where a version has none.</summary>
    public void ResetParameters()
    {
        if (module.GetType().GetMethod("reset_parameters", Type.EmptyTypes) is { } method)
        {
            method.Invoke(module, null);
            return;
        }

        ResetRunningStats();
        using IDisposable noGrad = no_grad();
        Weight?.fill_(1);
        Bias?.fill_(0);
    }

    /// <summary>The module's own <c>state_dict</c>.</summary>
    public Dictionary<string, Tensor> StateDict() => module.state_dict();

    /// <summary>The module's own <c>load_state_dict</c>.</summary>
    public void LoadStateDict(Dictionary<string, Tensor> state) => module.load_state_dict(state);

    /// <summary>The module's forward pass.</summary>
    public Tensor Forward(Tensor input) => made.NoWeight || made.NoBias ? ForwardWithout(input) : module.forward(input);

    /// <inheritdoc/>
    public void Dispose() => module.Dispose();

    // A module's parameter cannot be set to null, so its own steps are taken here: count, then the functional form.
    Tensor ForwardWithout(Tensor input)
    {
        long tracked = made.NumBatchesTracked;
        if (made.Training && NumBatchesTracked is { } counter)
            counter.fill_(++tracked);
        double momentum = made.Momentum ?? (made.Training && tracked > 0 ? 1.0 / tracked : 0);
        return nn.functional.batch_norm(
            input, RunningMean!, RunningVar!, Weight!, Bias!, made.UsesBatchStatistics, momentum, made.Eps);
    }

    static void Copy(DenseTensor? source, Tensor? destination)
    {
        if (source is not null && destination is not null)
            destination.copy_(TorchSharpOracle.ToTorch(source));
    }
}
