using System.Reflection;
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
        PropertyInfo? property = module.GetType().GetProperty("momentum");
        if (c.Momentum is null && property?.PropertyType == typeof(double?))
            property.SetValue(module, null);

        // Converted, not created, as float64: the factory's dtype would turn the counter into floating point too.
        if (c.DType == DType.Float64)
            module = module.to(ScalarType.Float64);
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
