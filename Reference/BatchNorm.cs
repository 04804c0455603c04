using System.Numerics;
using System.Numerics.Tensors;
using Parity.Reference.Kernels;

namespace Parity.Reference;

/// <summary>
/// What torch's batch normalisation modules share: parameters, buffers, train and eval, and the checks of an input.
/// The arithmetic is a kernel's.
/// </summary>
/// <remarks>
/// Follows <c>torch/nn/modules/batchnorm.py</c>, the texts of its errors included. Buffers are changed in place;
/// a module is used by one thread at a time.
/// </remarks>
/// <typeparam name="T">Element type of inputs, parameters and buffers.</typeparam>
public abstract class BatchNorm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly IBatchNormKernel<T> kernel;
    readonly SavedForward<T> saved = new();

    /// <summary>A module in training mode with weight 1, bias 0, running mean 0 and running variance 1.</summary>
    protected BatchNorm(int numFeatures, BatchNormOptions? options, IBatchNormKernel<T>? kernel)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numFeatures);
        options ??= BatchNormOptions.Default;
        NumFeatures = numFeatures;
        (Eps, Momentum, TrackRunningStats) = (options.Eps, options.Momentum, options.TrackRunningStats);
        this.kernel = kernel ?? new ManualKernel<T>();
        saved.Fit(numFeatures);
        if (options.Affine)
            (Weight, Bias) = (new T[numFeatures], new T[numFeatures]);
        if (options.TrackRunningStats)
            (RunningMean, RunningVar) = (new T[numFeatures], new T[numFeatures]);
        ResetParameters();
    }

    /// <summary>C, the number of channels.</summary>
    public int NumFeatures { get; }

    /// <summary>Added to the variance under the root.</summary>
    public double Eps { get; set; }

    /// <summary>Share of the new batch in the running statistics; null for the cumulative average.</summary>
    public double? Momentum { get; set; }

    /// <summary>Whether training updates the running statistics.</summary>
    public bool TrackRunningStats { get; }

    /// <summary>Whether the module is in training mode.</summary>
    public bool Training { get; private set; } = true;

    /// <summary>C scales, or null without affine.</summary>
    public T[]? Weight { get; set; }

    /// <summary>C shifts, or null without affine.</summary>
    public T[]? Bias { get; set; }

    /// <summary>Running mean of each channel, or null when none is kept.</summary>
    public T[]? RunningMean { get; set; }

    /// <summary>Running unbiased variance of each channel, or null when none is kept.</summary>
    public T[]? RunningVar { get; set; }

    /// <summary>Number of batches seen in training.</summary>
    public long NumBatchesTracked { get; set; }

    /// <summary>Whether backward computes the weight's gradient.</summary>
    public bool WeightRequiresGrad { get; set; } = true;

    /// <summary>Whether backward computes the bias's gradient.</summary>
    public bool BiasRequiresGrad { get; set; } = true;

    /// <summary>Accumulated gradient of the weight; null until the first backward pass.</summary>
    public T[]? GradWeight { get; set; }

    /// <summary>Accumulated gradient of the bias; null until the first backward pass.</summary>
    public T[]? GradBias { get; set; }

    /// <summary>Means that the last forward pass normalised with: the batch's own, or the running ones.</summary>
    public ReadOnlySpan<double> SavedMean => saved.Mean;

    /// <summary>Variances that the last forward pass normalised with: the batch's own (biased), or the running ones.</summary>
    public ReadOnlySpan<double> SavedVariance => saved.Variance;

    /// <summary>Whether a forward pass now would normalise by the batch's own statistics.</summary>
    public bool UsesBatchStatistics => Training || (RunningMean is null && RunningVar is null);

    /// <summary>Enters training mode, or eval mode with <paramref name="mode"/> false.</summary>
    public void Train(bool mode = true) => Training = mode;

    /// <summary>Enters eval mode.</summary>
    public void Eval() => Train(false);

    /// <summary>Weight 1, bias 0 and fresh running statistics.</summary>
    public void ResetParameters()
    {
        ResetRunningStats();
        if (Weight is not null)
            saved.WroteWeight();
        Weight?.AsSpan().Fill(T.One);
        Bias?.AsSpan().Clear();
    }

    /// <summary>Running mean 0, running variance 1 and no batch counted.</summary>
    public void ResetRunningStats()
    {
        if (RunningMean is not null || RunningVar is not null)
            saved.WroteStatistics();
        RunningMean?.AsSpan().Clear();
        RunningVar?.AsSpan().Fill(T.One);
        NumBatchesTracked = 0;
    }

    /// <summary>Forgets the accumulated gradients.</summary>
    public void ZeroGrad() => (GradWeight, GradBias) = (null, null);

    /// <summary>A copy of parameters and buffers, under torch's names and in torch's order.</summary>
    public virtual StateDict<T> StateDict() => new(
        from entry in Entries() where entry.Values is not null select (entry.Name, entry.Values.ToArray()),
        TrackRunningStats ? NumBatchesTracked : null);

    /// <summary>Copies a state into parameters and buffers.</summary>
    /// <remarks>
    /// As torch does, what fits is copied even if the rest is refused, and a state without <c>num_batches_tracked</c>,
    /// as modules of long ago saved it, is accepted: the counter stays.
    /// </remarks>
    /// <param name="state">What a module of the same options saved.</param>
    /// <param name="strict">Whether missing and unexpected names are errors.</param>
    /// <exception cref="ArgumentException">Names or sizes do not fit; torch's wording.</exception>
    public virtual void LoadStateDict(StateDict<T> state, bool strict = true)
    {
        if (Weight is not null)
            saved.WroteWeight();
        if (RunningMean is not null || RunningVar is not null)
            saved.WroteStatistics();
        var problems = new StateDictProblems(GetType());
        List<string> names = TrackRunningStats ? [StateDict<T>.Counter] : [];
        foreach ((string name, T[]? own) in Entries())
        {
            if (own is null)
                continue;
            names.Add(name);
            if (!state.Tensors.TryGetValue(name, out T[]? given))
                problems.Missing(name);
            else if (given.Length != own.Length)
                problems.Size(name, given.Length, own.Length);
            else
                given.CopyTo(own, 0);
        }

        if (TrackRunningStats)
            NumBatchesTracked = state.NumBatchesTracked ?? NumBatchesTracked;
        // In the order of the state, not of the module.
        foreach (string name in state.Keys.Except(names))
            problems.Unexpected(name);
        problems.Throw(strict);
    }

    /// <summary>Normalises a batch into a new, dense tensor.</summary>
    /// <exception cref="ArgumentException">As <see cref="Forward(in ReadOnlyTensorSpan{T}, in TensorSpan{T})"/>.</exception>
    public Tensor<T> Forward(in ReadOnlyTensorSpan<T> input)
    {
        var output = Tensor.CreateFromShapeUninitialized<T>(input.Lengths);
        Forward(input, output.AsTensorSpan());
        return output;
    }

    /// <summary>Normalises a batch, and in training mode updates the running statistics.</summary>
    /// <param name="input">(N, C), (N, C, L) or (N, C, H, W) as the module takes it; any strides.</param>
    /// <param name="output">Receives the result; same shape, strides of its own, no memory shared with the input.</param>
    /// <exception cref="ArgumentException">
    /// Wrong rank, wrong channel count, one value per channel in training, statistics missing in eval, or shapes that
    /// differ; torch's wording.
    /// </exception>
    public virtual void Forward(in ReadOnlyTensorSpan<T> input, in TensorSpan<T> output)
    {
        CheckRank(input.Rank);
        if (!input.Lengths.SequenceEqual(output.Lengths))
            throw new ArgumentException($"output has shape {Sizes.Text(output.Lengths)}, input has {Sizes.Text(input.Lengths)}");

        // torch counts the batch before it looks at sizes, so a rejected batch is counted too.
        if (Training && TrackRunningStats)
            NumBatchesTracked++;
        nint count = Sizes.ValuesPerChannel(input.Lengths);
        if (UsesBatchStatistics && count == 1)
            throw new ArgumentException(
                $"Expected more than 1 value per channel when training, got input size torch.Size({Sizes.Text(input.Lengths)})");
        CheckChannels((int)input.Lengths[1]);

        bool usesBatch = UsesBatchStatistics;
        var statistics = new ChannelStatistics(saved.Mean, saved.Variance);
        var parameters = new AffineParameters<T>(Weight, Bias);
        if (usesBatch)
        {
            kernel.ForwardTraining(input, parameters, Eps, output, statistics);
            if (Training && TrackRunningStats && count > 0)
                UpdateRunningStats(count);
        }
        else
        {
            Widen(RunningMean, saved.Mean);
            Widen(RunningVar, saved.Variance);
            kernel.ForwardEval(input, parameters, statistics, Eps, output);
        }

        saved.Keep(usesBatch, Eps, Weight, count == 0);
    }

    /// <summary>
    /// Derives the last forward pass: writes the input's gradient and adds to <see cref="GradWeight"/> and
    /// <see cref="GradBias"/>.
    /// </summary>
    /// <param name="gradOutput">Gradient with respect to the output, in the input's shape.</param>
    /// <param name="input">The input of the last forward pass, unchanged since.</param>
    /// <param name="gradInput">Receives the gradient; left at its default, it is not computed.</param>
    /// <exception cref="ArgumentException">Shapes that differ.</exception>
    /// <exception cref="InvalidOperationException">The weight was changed since the forward pass, or what it used was reset or loaded; torch's wording.</exception>
    public virtual void Backward(
        in ReadOnlyTensorSpan<T> gradOutput, in ReadOnlyTensorSpan<T> input, in TensorSpan<T> gradInput)
    {
        if (!input.Lengths.SequenceEqual(gradOutput.Lengths))
            throw new ArgumentException(
                $"grad_output has shape {Sizes.Text(gradOutput.Lengths)}, input has {Sizes.Text(input.Lengths)}");
        saved.CheckUnchanged(Weight);
        T[]? weightGradient = Weight is null || !WeightRequiresGrad ? null : new T[Weight.Length];
        T[]? biasGradient = Bias is null || !BiasRequiresGrad ? null : new T[Bias.Length];
        var pass = new ForwardPass<T>
        {
            GradOutput = gradOutput,
            Input = input,
            Weight = Weight,
            Statistics = new ChannelStatistics(saved.Mean, saved.Variance),
        };
        var gradients = new Gradients<T> { GradInput = gradInput, GradWeight = weightGradient, GradBias = biasGradient };
        // As in torch no kernel sees an empty batch: its gradients are zero, whatever its statistics would be.
        if (input.FlattenedLength > 0)
            kernel.Backward(pass, saved.Eps, saved.UsedBatch, gradients);
        GradWeight = Accumulated(GradWeight, weightGradient);
        GradBias = Accumulated(GradBias, biasGradient);
    }

    /// <summary>Rejects an input of the wrong rank with torch's text.</summary>
    /// <exception cref="ArgumentException">The module does not take this rank.</exception>
    protected abstract void CheckRank(int rank);

    /// <summary>running = (1 - momentum) · running + momentum · batch, with the unbiased variance (count - 1).</summary>
    /// <param name="count">Number of values of each channel in the batch.</param>
    protected virtual void UpdateRunningStats(nint count)
    {
        double momentum = Momentum ?? 1.0 / NumBatchesTracked;
        double unbiased = (double)count / (count - 1);
        for (int c = 0; c < RunningMean?.Length; c++)
            RunningMean[c] = Blend(RunningMean[c], saved.Mean[c], momentum);
        for (int c = 0; c < RunningVar?.Length; c++)
            RunningVar[c] = Blend(RunningVar[c], saved.Variance[c] * unbiased, momentum);
    }

    (string Name, T[]? Values)[] Entries() =>
        [("weight", Weight), ("bias", Bias), ("running_mean", RunningMean), ("running_var", RunningVar)];

    static T Blend(T running, double batch, double momentum) =>
        T.CreateChecked((1 - momentum) * double.CreateChecked(running) + momentum * batch);

    static T[]? Accumulated(T[]? total, T[]? added)
    {
        if (total is null || added is null)
            return added ?? total;
        TensorPrimitives.Add(total, added, total);
        return total;
    }

    static void Widen(T[]? values, double[] destination)
    {
        for (int c = 0; c < destination.Length; c++)
            destination[c] = double.CreateChecked(values![c]);
    }

    // In torch's order. Without parameters and statistics nothing fixes the number of channels.
    void CheckChannels(int channels)
    {
        bool needed = !UsesBatchStatistics;
        Sizes.Check("running_mean", RunningMean, needed, channels);
        Sizes.Check("running_var", RunningVar, needed, channels);
        Sizes.Check("weight", Weight, false, channels);
        Sizes.Check("bias", Bias, false, channels);
        saved.Fit(channels);
    }
}
