using System.Numerics;
using System.Numerics.Tensors;
using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Refusals;

/// <summary>Makes a module that refuses wrongly.</summary>
sealed class RefusalModules(RefusalDefect defect) : ModuleFactory
{
    public override BatchNorm<T> Create<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel) =>
        new Module<T>(defect, dimensions, numFeatures, options, kernel);

    sealed class Module<T>(RefusalDefect defect, int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
        : BatchNorm<T>(numFeatures, options, kernel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Forward(in ReadOnlyTensorSpan<T> input, in TensorSpan<T> output)
        {
            if (input.Rank < 2)
            {
                base.Forward(input, output);
                return;
            }

            nint values = input.FlattenedLength / input.Lengths[1];
            (T[]? mean, T[]? variance, T[]? weight, T[]? bias) = (RunningMean, RunningVar, Weight, Bias);
            long counted = NumBatchesTracked;
            if (Answers(input, output, values))
                return;
            Prepare((int)input.Lengths[1]);
            try
            {
                base.Forward(input, output);
            }
            catch (ArgumentException refused)
            {
                Refused(refused, counted, (int)input.Lengths[1]);
                throw;
            }
            finally
            {
                if (defect is RefusalDefect.MissingStatisticsMadeUp or RefusalDefect.StatisticsLengthNotChecked or RefusalDefect.LengthsCheckedInTrainingOnly or RefusalDefect.ParametersLengthNotChecked)
                    (RunningMean, RunningVar, Weight, Bias) = (mean, variance, weight, bias);
            }
        }

        public override void LoadStateDict(StateDict<T> state, bool strict = true) =>
            new StateRefusals<T>(defect, this, base.LoadStateDict).Load(state, strict);

        protected override void CheckRank(int rank)
        {
            bool fits = (dimensions == 1 ? rank is 2 or 3 : rank == 4) || defect switch
            {
                RefusalDefect.RankNotChecked => true,
                RefusalDefect.FourDimensionsTakenBy1d => rank == 4,
                RefusalDefect.ThreeDimensionsTakenBy2d => rank == 3,
                _ => false,
            };
            if (fits)
                return;
            NumBatchesTracked += defect == RefusalDefect.WrongRankCounted && Training ? 1 : 0;
            string expected = dimensions == 1 ? "2D or 3D" : "4D";
            throw new ArgumentException(defect == RefusalDefect.RankInOtherWords
                ? $"expected {expected} input, but got {rank}D input." : $"expected {expected} input (got {rank}D input)");
        }

        // Whether the module is done with the batch before it comes to torch's own checks.
        bool Answers(in ReadOnlyTensorSpan<T> input, in TensorSpan<T> output, nint values)
        {
            string size = string.Join(", ", input.Lengths.ToArray());
            switch (defect)
            {
                case RefusalDefect.OneValueTaken when UsesBatchStatistics && values == 1:
                    NumBatchesTracked += Training && TrackRunningStats ? 1 : 0;
                    output.Clear();
                    return true;
                case RefusalDefect.OneValueRefusedInEval when values == 1 && !Training:
                    throw new ArgumentException($"Expected more than 1 value per channel when training, got input size torch.Size([{size}])");
                case RefusalDefect.OneValueSizeSpelledOtherwise when values == 1 && Training:
                    NumBatchesTracked += TrackRunningStats ? 1 : 0;
                    throw new ArgumentException($"Expected more than 1 value per channel when training, got input size ({size})");
                case RefusalDefect.ChannelsComparedWithNumFeatures when input.Lengths[1] != NumFeatures:
                    NumBatchesTracked += Training && TrackRunningStats ? 1 : 0;
                    throw new ArgumentException($"expected {NumFeatures} channels, got {input.Lengths[1]}");
                case RefusalDefect.ChannelsBeforeOneValue when RunningMean is { } mean && mean.Length != input.Lengths[1]:
                    NumBatchesTracked += Training ? 1 : 0;
                    throw new ArgumentException($"running_mean should contain {input.Lengths[1]} elements not {mean.Length}");
                default:
                    return false;
            }
        }

        // What makes a check further on pass that should not.
        void Prepare(int channels)
        {
            if (defect == RefusalDefect.MissingStatisticsMadeUp && !UsesBatchStatistics)
                (RunningMean, RunningVar) = (RunningMean ?? Filled(T.Zero), RunningVar ?? Filled(T.One));
            if (defect == RefusalDefect.StatisticsLengthNotChecked || (defect == RefusalDefect.LengthsCheckedInTrainingOnly && !Training))
                (RunningMean, RunningVar) = (Fitted(RunningMean, channels), Fitted(RunningVar, channels));
            if (defect == RefusalDefect.ParametersLengthNotChecked || (defect == RefusalDefect.LengthsCheckedInTrainingOnly && !Training))
                (Weight, Bias) = (Fitted(Weight, channels), Fitted(Bias, channels));
        }

        void Refused(ArgumentException refused, long counted, int channels)
        {
            if (defect == RefusalDefect.RefusedBatchNotCounted)
                NumBatchesTracked = counted;
            if (defect == RefusalDefect.RefusedBatchUpdatesStatistics && refused.Message.Contains("Expected more than 1", StringComparison.Ordinal) && RunningMean?.Length == channels)
                UpdateRunningStats(2);
        }

        T[] Filled(T value)
        {
            var values = new T[NumFeatures];
            Array.Fill(values, value);
            return values;
        }

        static T[]? Fitted(T[]? values, int channels)
        {
            if (values is null || values.Length == channels)
                return values;
            var fitted = new T[channels];
            values.AsSpan(0, Math.Min(channels, values.Length)).CopyTo(fitted);
            return fitted;
        }
    }
}
