using Parity.Bounds;
using Parity.Cases;
using Parity.Tensors;

namespace Parity.Tests.Comparison;

/// <summary>Trials whose numbers a test writes down; every channel has the same.</summary>
static class WrittenTrials
{
    /// <summary>A case with these values of a channel, and everything else as it is generated unless it is given.</summary>
    public static Trial Of(string descriptor, double[] x, double[]? dy = null, double weight = 1, double bias = 0, (double Mean, double Variance)? running = null)
    {
        BatchNormCase c = CaseDescriptor.Parse(descriptor);
        Trial trial = CaseData.Generate(c);
        DenseTensor Batch(double[] values)
        {
            var tensor = new DenseTensor(c.DType, [.. c.Shape]);
            for (int i = 0; i < tensor.Count; i++)
                tensor.Set(i, values[c.Place(i).Index]);
            return tensor;
        }

        DenseTensor PerChannel(double value)
        {
            var tensor = new DenseTensor(c.ParameterDType, [c.Channels]);
            for (int i = 0; i < tensor.Count; i++)
                tensor.Set(i, value);
            return tensor;
        }

        return trial with
        {
            Inputs = trial.Inputs with
            {
                Input = Batch(x),
                GradOutput = dy is null ? trial.Inputs.GradOutput : Batch(dy),
                Weight = PerChannel(weight),
                Bias = PerChannel(bias),
                RunningMean = running is null ? trial.Inputs.RunningMean : PerChannel(running.Value.Mean),
                RunningVar = running is null ? trial.Inputs.RunningVar : PerChannel(running.Value.Variance),
            },
        };
    }

    /// <summary>The first channel of such a trial.</summary>
    public static ChannelSummary Channel(this Trial trial) => ChannelSummary.Of(trial)[0];
}
