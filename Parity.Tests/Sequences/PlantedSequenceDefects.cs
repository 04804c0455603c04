using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Parity.Reference;
using Parity.Reference.Kernels;
using Parity.Tests.Planted;

namespace Parity.Tests.Sequences;

/// <summary>Mistakes in a module's state, each in a module that is right otherwise.</summary>
public sealed class PlantedSequenceDefects : IKernelSource
{
    /// <summary>What the name of a defect in a module's state begins with.</summary>
    public const string Prefix = "state:";

    /// <summary>What the defect that shows only beside another thread is called.</summary>
    public static string BesideAnotherThread { get; } = Named("ScratchShared");

    /// <summary>Shows them to <c>parity sequences --kernel state:NAME</c>.</summary>
    public IEnumerable<KernelEntry> Kernels => All;

    /// <summary>The defects by name; each around the manual kernel.</summary>
    public static IReadOnlyList<KernelEntry> All { get; } =
    [
        Of(Defect.MomentumSwapped),
        Of(Defect.CounterNotIncrementedWhenMomentumIsNull),
        Of(Defect.EvalUsesBatchStatistics),
        Of(Defect.StatisticsUpdatedInEval),
        Of(Defect.GradientOverwritten),
        Of(Defect.BiasGradientMissingWithoutWeight),
        Of(Defect.ChannelsLastReadAsContiguous),
        Of(Defect.StateDictWithoutCounter),
        PlantedDefects.Named("expanded-grad-output-as-dense").Kernel with { Name = Named("ExpandedGradOutputReadAsDense") },
        .. PlantedLives.All.Select(life => Manual with { Name = Named(life.Words), Modules = life.Modules }),
        Manual with { Name = BesideAnotherThread, Float32 = _ => new SharedScratch<float>(), Float64 = _ => new SharedScratch<double>() },
    ];

    static KernelEntry Manual => KernelCatalog.All.Single(entry => entry.Name == "manual");

    static KernelEntry Of(Defect defect) => Manual with { Name = Named(defect.ToString()), Modules = new Factory(defect) };

    // As a command line spells it: state:momentum-swapped.
    static string Named(string words) => Prefix
        + string.Concat(words.Select((letter, i) => i > 0 && char.IsUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));

    enum Defect
    {
        MomentumSwapped,
        CounterNotIncrementedWhenMomentumIsNull,
        EvalUsesBatchStatistics,
        StatisticsUpdatedInEval,
        GradientOverwritten,
        BiasGradientMissingWithoutWeight,
        ChannelsLastReadAsContiguous,
        StateDictWithoutCounter,
    }

    sealed class Factory(Defect defect) : ModuleFactory
    {
        public override BatchNorm<T> Create<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel) =>
            new Module<T>(defect, dimensions, numFeatures, options, kernel);
    }

    sealed class Module<T>(Defect defect, int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
        : BatchNorm<T>(numFeatures, options, kernel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Forward(in ReadOnlyTensorSpan<T> input, in TensorSpan<T> output)
        {
            long counter = NumBatchesTracked;
            bool training = Training;
            if (defect == Defect.EvalUsesBatchStatistics && !training)
                ForwardByTheBatch(input, output);
            else if (defect == Defect.StatisticsUpdatedInEval && !training && TrackRunningStats)
                ForwardAndUpdate(input, output);
            else if (defect == Defect.ChannelsLastReadAsContiguous && IsChannelsLast(input.Lengths, input.Strides))
                base.Forward(AsContiguous(input), output);
            else
                base.Forward(input, output);
            if (defect == Defect.CounterNotIncrementedWhenMomentumIsNull && Momentum is null)
                NumBatchesTracked = counter;
        }

        public override void Backward(in ReadOnlyTensorSpan<T> gradOutput, in ReadOnlyTensorSpan<T> input, in TensorSpan<T> gradInput)
        {
            T[]? before = GradBias;
            if (defect == Defect.GradientOverwritten)
                ZeroGrad();
            base.Backward(gradOutput, input, gradInput);
            if (defect == Defect.BiasGradientMissingWithoutWeight && Weight is null)
                GradBias = before;
        }

        public override StateDict<T> StateDict()
        {
            StateDict<T> whole = base.StateDict();
            return defect == Defect.StateDictWithoutCounter
                ? new StateDict<T>(whole.Tensors.Select(entry => (entry.Key, entry.Value)), null)
                : whole;
        }

        protected override void UpdateRunningStats(nint count)
        {
            double? momentum = Momentum;
            if (defect == Defect.MomentumSwapped)
                Momentum = 1 - (momentum ?? 1.0 / NumBatchesTracked);
            base.UpdateRunningStats(count);
            Momentum = momentum;
        }

        protected override void CheckRank(int rank)
        {
            if (dimensions == 1 ? rank is not (2 or 3) : rank != 4)
                throw new ArgumentException($"expected {(dimensions == 1 ? "2D or 3D" : "4D")} input (got {rank}D input)");
        }

        void ForwardByTheBatch(in ReadOnlyTensorSpan<T> input, in TensorSpan<T> output)
        {
            (T[]? mean, T[]? variance) = (RunningMean, RunningVar);
            (RunningMean, RunningVar) = (null, null);
            base.Forward(input, output);
            (RunningMean, RunningVar) = (mean, variance);
        }

        // Trains into memory that nobody sees, then normalises as eval does, by what the statistics were before.
        void ForwardAndUpdate(in ReadOnlyTensorSpan<T> input, in TensorSpan<T> output)
        {
            (T[] mean, T[] variance) = ([.. RunningMean!], [.. RunningVar!]);
            Train();
            base.Forward(input, Tensor.CreateFromShape<T>(output.Lengths).AsTensorSpan());
            Eval();
            NumBatchesTracked--;
            (T[]? newMean, T[]? newVariance) = (RunningMean, RunningVar);
            (RunningMean, RunningVar) = (mean, variance);
            base.Forward(input, output);
            (RunningMean, RunningVar) = (newMean, newVariance);
        }

        static bool IsChannelsLast(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides) =>
            lengths.Length == 4 && lengths[1] > 1 && strides[1] == 1;

        static ReadOnlyTensorSpan<T> AsContiguous(in ReadOnlyTensorSpan<T> input) => TensorMarshal.CreateReadOnlyTensorSpan(
            in TensorMarshal.GetReference(input), input.FlattenedLength, input.Lengths, [], pinned: false);
    }
}
