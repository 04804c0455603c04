using System.Numerics.Tensors;
using System.Reflection;
using Parity.Reference.Kernels;

namespace Parity.Reference;

/// <summary>Normalises a dense float32 batch with its own statistics: (N, C, L) as an array, row-major.</summary>
/// <param name="input">N · C · <paramref name="spatial"/> values; element (i, k, j) lies at (i · C + k) · spatial + j.</param>
/// <param name="n">N, the number of samples.</param>
/// <param name="c">C, the number of channels.</param>
/// <param name="spatial">Values of one channel of one sample: 1 for (N, C), L for (N, C, L), H · W for (N, C, H, W).</param>
/// <param name="weight">C scales; 1 where the module has none.</param>
/// <param name="bias">C shifts; 0 where the module has none.</param>
/// <param name="eps">Added to the variance under the root.</param>
/// <returns>The output, laid out as the input.</returns>
public delegate float[] DenseForward(float[] input, int n, int c, int spatial, float[] weight, float[] bias, float eps);

/// <summary>As <see cref="DenseForward"/>, with the statistics: written in training, given in eval.</summary>
/// <param name="input">N · C · <paramref name="spatial"/> values; element (i, k, j) lies at (i · C + k) · spatial + j.</param>
/// <param name="n">N, the number of samples.</param>
/// <param name="c">C, the number of channels.</param>
/// <param name="spatial">Values of one channel of one sample: 1 for (N, C), L for (N, C, L), H · W for (N, C, H, W).</param>
/// <param name="weight">C scales; 1 where the module has none.</param>
/// <param name="bias">C shifts; 0 where the module has none.</param>
/// <param name="eps">Added to the variance under the root.</param>
/// <param name="mean">C means: of the batch, to be written, or running ones, to be read.</param>
/// <param name="variance">C variances: of the batch and biased, to be written, or running ones, to be read.</param>
/// <returns>The output, laid out as the input.</returns>
public delegate float[] DenseForwardWithStatistics(
    float[] input, int n, int c, int spatial, float[] weight, float[] bias, float eps, float[] mean, float[] variance);

/// <summary>Functions over plain arrays as kernels: float32, dense, forward alone, with an eps above 0, which is what is declared of them.</summary>
public static class DenseKernel
{
    /// <summary>A kernel that normalises in training alone, and keeps the batch's statistics to itself.</summary>
    /// <param name="name">Its name in reports.</param>
    /// <param name="training">The function.</param>
    public static KernelEntry Entry(string name, DenseForward training)
    {
        ArgumentNullException.ThrowIfNull(training);
        return Entry(name, (input, n, c, spatial, weight, bias, eps, mean, variance) =>
        {
            Array.Fill(mean, float.NaN);
            Array.Fill(variance, float.NaN);
            return training(input, n, c, spatial, weight, bias, eps);
        }, null, training.Method) with
        {
            Coverage = Coverage(training: true, eval: false, statistics: false),
        };
    }

    /// <summary>A kernel that normalises in training, in eval, or in both, and hands out the batch's statistics.</summary>
    /// <param name="name">Its name in reports.</param>
    /// <param name="training">Normalises with the batch's own statistics, and writes them; null where it does not.</param>
    /// <param name="eval">Normalises with given statistics; null where it does not.</param>
    /// <exception cref="ArgumentException">Neither is given.</exception>
    public static KernelEntry Entry(string name, DenseForwardWithStatistics? training = null, DenseForwardWithStatistics? eval = null) =>
        Entry(name, training, eval, (training ?? eval ?? throw new ArgumentException("a kernel does training, eval or both; neither is given")).Method);

    static KernelEntry Entry(string name, DenseForwardWithStatistics? training, DenseForwardWithStatistics? eval, MethodInfo method) =>
        new(name, $"{method.DeclaringType?.FullName}.{method.Name}, over dense arrays of float32")
        {
            Float32 = _ => new Kernel(training, eval),
            Coverage = Coverage(training is not null, eval is not null, statistics: true),
            Origin = new(method.Module.Assembly.GetName().Name!, method.Module.ModuleVersionId.ToString("N")),
        };

    static KernelCoverage Coverage(bool training, bool eval, bool statistics) => new()
    {
        Training = training,
        Eval = eval,
        BatchStatistics = statistics,
        Backward = false,
        HalfPrecision = false,
        ZeroEps = false,
        DenseOnly = true,
    };

    sealed class Kernel(DenseForwardWithStatistics? training, DenseForwardWithStatistics? eval) : IBatchNormKernel<float>
    {
        public void ForwardTraining(
            in ReadOnlyTensorSpan<float> input, in AffineParameters<float> parameters, double eps, in TensorSpan<float> output, in ChannelStatistics batch)
        {
            float[] mean = new float[batch.Mean.Length], variance = new float[batch.Variance.Length];
            Run(training, "training", input, parameters, eps, output, mean, variance);
            for (int c = 0; c < mean.Length; c++)
                (batch.Mean[c], batch.Variance[c]) = (mean[c], variance[c]);
        }

        public void ForwardEval(
            in ReadOnlyTensorSpan<float> input, in AffineParameters<float> parameters, in ChannelStatistics running, double eps, in TensorSpan<float> output)
        {
            float[] mean = new float[running.Mean.Length], variance = new float[running.Variance.Length];
            for (int c = 0; c < mean.Length; c++)
                (mean[c], variance[c]) = ((float)running.Mean[c], (float)running.Variance[c]);
            Run(eval, "eval", input, parameters, eps, output, mean, variance);
        }

        public void Backward(in ForwardPass<float> pass, double eps, bool training, in Gradients<float> gradients) =>
            throw new NotSupportedException("a function over arrays has no backward pass");

        static void Run(
            DenseForwardWithStatistics? function,
            string mode,
            in ReadOnlyTensorSpan<float> input,
            in AffineParameters<float> parameters,
            double eps,
            in TensorSpan<float> output,
            float[] mean,
            float[] variance)
        {
            if (function is null)
                throw new NotSupportedException($"there is no function for {mode}");
            (int n, int c) = ((int)input.Lengths[0], (int)input.Lengths[1]);
            int spatial = 1;
            for (int d = 2; d < input.Rank; d++)
                spatial *= (int)input.Lengths[d];
            var values = new float[(int)input.FlattenedLength];
            if (values.Length > 0)
                input.FlattenTo(values);
            float[] result = function(
                values, n, c, spatial, PerChannel(parameters.Weight, c, 1), PerChannel(parameters.Bias, c, 0), (float)eps, mean, variance);
            Write(result, output);
        }

        static float[] PerChannel(ReadOnlySpan<float> given, int channels, float unsaid)
        {
            if (!given.IsEmpty)
                return given.ToArray();
            var values = new float[channels];
            Array.Fill(values, unsaid);
            return values;
        }

        // The results of a case lie as its input does, and an input that is dense may have an output with other strides.
        static void Write(float[] result, in TensorSpan<float> output)
        {
            if (result is null || result.Length != output.FlattenedLength)
                throw new InvalidOperationException($"the output has {result?.Length ?? 0} values, the input {output.FlattenedLength}");
            var index = new nint[output.Rank];
            foreach (float value in result)
            {
                output[index] = value;
                for (int d = output.Rank - 1; d >= 0 && ++index[d] == output.Lengths[d]; d--)
                    index[d] = 0;
            }
        }
    }
}
