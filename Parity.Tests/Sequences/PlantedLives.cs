using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.Tests.Sequences;

/// <summary>Mistakes that only a disorderly life shows: between forward and backward, between two evals, between two modules.</summary>
static class PlantedLives
{
    /// <summary>Every mistake around the manual kernel, which is right.</summary>
    public static IReadOnlyList<(string Words, ModuleFactory Modules)> All { get; } = [.. Enum.GetValues<Life>().Select(life => (life.ToString(), (ModuleFactory)new Factory(life)))];

    enum Life
    {
        EpsOfBackward,
        ModeOfBackward,
        ChangedWeightUsed,
        ResetStatisticsOverlooked,
        ChangedEpsRefused,
        ModeOneForwardLate,
        EvalStatisticsRemembered,
        CounterInFloat,
        CounterEndsAtTwoToThe24,
        RefusedBatchNotCounted,
        RefusedRankCounted,
        RefusedBatchForgetsForward,
        SavedStatisticsShared,
        GradientsShared,
    }

    sealed class Factory(Life life) : ModuleFactory
    {
        public override BatchNorm<T> Create<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel) =>
            new Module<T>(life, dimensions, numFeatures, options, kernel);
    }

    sealed class Module<T>(Life life, int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
        : BatchNorm<T>(numFeatures, options, kernel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // What every module of the process writes to.
        [ThreadStatic]
        static double[]? sharedMean;

        [ThreadStatic]
        static T[]? sharedGradient;

        readonly IBatchNormKernel<T> kernel = kernel;
        bool usedBatch, lastMode = true;
        double eps;
        (T[] Mean, T[] Variance)? remembered;

        public override void Forward(in ReadOnlyTensorSpan<T> input, in TensorSpan<T> output)
        {
            long counted = NumBatchesTracked;
            bool mode = Training;
            if (life == Life.ModeOneForwardLate)
                Train(lastMode);
            (lastMode, eps, usedBatch) = (mode, Eps, UsesBatchStatistics);
            try
            {
                if (life == Life.EvalStatisticsRemembered && !mode && RunningMean is not null && RunningVar is not null)
                    ForwardRemembering(input, output);
                else
                    base.Forward(input, output);
                remembered = Training ? null : remembered;
                sharedMean = SavedMean.ToArray();
            }
            catch (ArgumentException)
            {
                Refuse(counted, input.Rank);
                throw;
            }
            finally
            {
                Train(mode);
            }

            if (life == Life.CounterInFloat)
                NumBatchesTracked = (long)(float)NumBatchesTracked;
            if (life == Life.CounterEndsAtTwoToThe24)
                NumBatchesTracked = Math.Min(NumBatchesTracked, 1 << 24);
        }

        public override void Backward(in ReadOnlyTensorSpan<T> gradOutput, in ReadOnlyTensorSpan<T> input, in TensorSpan<T> gradInput)
        {
            if (life == Life.ChangedEpsRefused && eps != Eps)
                throw new InvalidOperationException("eps has been modified");
            if (life == Life.SavedStatisticsShared && sharedMean?.Length == SavedMean.Length)
                sharedMean.CopyTo(Saved(SavedMean));
            if (life == Life.GradientsShared && sharedGradient?.Length == GradWeight?.Length)
                GradWeight = sharedGradient;
            switch (life)
            {
                case Life.EpsOfBackward when eps != Eps:
                    RefuseAsRight(gradOutput, input);
                    Derive(gradOutput, input, gradInput, Eps, usedBatch);
                    break;
                case Life.ModeOfBackward when usedBatch != UsesBatchStatistics:
                    RefuseAsRight(gradOutput, input);
                    Derive(gradOutput, input, gradInput, eps, UsesBatchStatistics);
                    break;
                default:
                    Checked(gradOutput, input, gradInput);
                    break;
            }

            sharedGradient = GradWeight;
        }

        protected override void CheckRank(int rank)
        {
            if (dimensions == 1 ? rank is not (2 or 3) : rank != 4)
                throw new ArgumentException($"expected {(dimensions == 1 ? "2D or 3D" : "4D")} input (got {rank}D input)");
        }

        // Throws where a right module does, and leaves no gradient.
        void RefuseAsRight(in ReadOnlyTensorSpan<T> gradOutput, in ReadOnlyTensorSpan<T> input)
        {
            (T[]? weight, T[]? bias) = (GradWeight, GradBias);
            ZeroGrad();
            try
            {
                base.Backward(gradOutput, input, default);
            }
            finally
            {
                (GradWeight, GradBias) = (weight, bias);
            }
        }

        void Checked(in ReadOnlyTensorSpan<T> gradOutput, in ReadOnlyTensorSpan<T> input, in TensorSpan<T> gradInput)
        {
            try
            {
                base.Backward(gradOutput, input, gradInput);
            }
            catch (InvalidOperationException refused) when (life == (refused.Message.Contains("weight", StringComparison.Ordinal) ? Life.ChangedWeightUsed : Life.ResetStatisticsOverlooked))
            {
                Derive(gradOutput, input, gradInput, eps, usedBatch);
            }
        }

        void Refuse(long counted, int rank)
        {
            if (life == Life.RefusedBatchNotCounted)
                NumBatchesTracked = counted;
            if (life == Life.RefusedRankCounted && Training && TrackRunningStats && (dimensions == 1 ? rank is not (2 or 3) : rank != 4))
                NumBatchesTracked++;
            if (life == Life.RefusedBatchForgetsForward)
                Saved(SavedMean).Clear();
        }

        // What was read at the first of several evals, whatever the statistics are by now.
        void ForwardRemembering(in ReadOnlyTensorSpan<T> input, in TensorSpan<T> output)
        {
            (T[] mean, T[] variance) = (RunningMean!, RunningVar!);
            remembered ??= ([.. mean], [.. variance]);
            (RunningMean, RunningVar) = remembered.Value;
            base.Forward(input, output);
            (RunningMean, RunningVar) = (mean, variance);
        }

        void Derive(in ReadOnlyTensorSpan<T> gradOutput, in ReadOnlyTensorSpan<T> input, in TensorSpan<T> gradInput, double eps, bool usedBatch)
        {
            T[]? weight = Weight is null ? null : new T[Weight.Length], bias = Bias is null ? null : new T[Bias.Length];
            var pass = new ForwardPass<T>
            {
                GradOutput = gradOutput,
                Input = input,
                Weight = Weight,
                Statistics = new ChannelStatistics(SavedMean.ToArray(), SavedVariance.ToArray()),
            };
            if (input.FlattenedLength > 0)
                kernel.Backward(pass, eps, usedBatch, new Gradients<T> { GradInput = gradInput, GradWeight = weight, GradBias = bias });
            (GradWeight, GradBias) = (Added(GradWeight, weight), Added(GradBias, bias));
        }

        static T[]? Added(T[]? total, T[]? more)
        {
            for (int c = 0; c < total?.Length && more is not null; c++)
                more[c] += total[c];
            return more ?? total;
        }

        static Span<double> Saved(ReadOnlySpan<double> saved) => MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(saved), saved.Length);
    }
}

/// <summary>Sums into memory that all kernels of the process share: right alone, torn where two run at once.</summary>
/// <typeparam name="T">Element type.</typeparam>
sealed class SharedScratch<T> : IBatchNormKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static readonly double[] mean = new double[4096], variance = new double[4096];

    readonly ManualKernel<T> inner = new();

    public void ForwardTraining(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, double eps, in TensorSpan<T> output, in ChannelStatistics batch)
    {
        int channels = batch.Mean.Length;
        inner.ForwardTraining(input, parameters, eps, output, new(mean.AsSpan(0, channels), variance.AsSpan(0, channels)));
        mean.AsSpan(0, channels).CopyTo(batch.Mean);
        variance.AsSpan(0, channels).CopyTo(batch.Variance);
    }

    public void ForwardEval(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, in ChannelStatistics running, double eps, in TensorSpan<T> output) =>
        inner.ForwardEval(input, parameters, running, eps, output);

    public void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients) => inner.Backward(pass, eps, training, gradients);
}
