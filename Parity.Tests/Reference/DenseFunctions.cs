namespace Parity.Tests.Reference;

/// <summary>Batch normalisation as people write it over plain arrays, right and wrong.</summary>
static class DenseFunctions
{
    public static float[] Forward(float[] input, int n, int c, int spatial, float[] weight, float[] bias, float eps) =>
        Training(input, n, c, spatial, weight, bias, eps, new float[c], new float[c]);

    /// <summary>The mistake of many: the variance that is divided by the count less one normalises.</summary>
    public static float[] Unbiased(float[] input, int n, int c, int spatial, float[] weight, float[] bias, float eps)
    {
        float[] mean = new float[c], variance = new float[c];
        Statistics(input, n, c, spatial, mean, variance);
        for (int k = 0; k < c; k++)
            variance[k] *= (float)(n * spatial) / Math.Max(1, n * spatial - 1);
        return Eval(input, n, c, spatial, weight, bias, eps, mean, variance);
    }

    public static float[] Training(float[] input, int n, int c, int spatial, float[] weight, float[] bias, float eps, float[] mean, float[] variance)
    {
        Statistics(input, n, c, spatial, mean, variance);
        return Eval(input, n, c, spatial, weight, bias, eps, mean, variance);
    }

    public static float[] Eval(float[] input, int n, int c, int spatial, float[] weight, float[] bias, float eps, float[] mean, float[] variance)
    {
        var output = new float[input.Length];
        for (int i = 0; i < input.Length; i++)
        {
            int k = i / spatial % c;
            output[i] = (input[i] - mean[k]) / MathF.Sqrt(variance[k] + eps) * weight[k] + bias[k];
        }

        return output;
    }

    static void Statistics(float[] input, int n, int c, int spatial, float[] mean, float[] variance)
    {
        for (int i = 0; i < input.Length; i++)
            mean[i / spatial % c] += input[i];
        for (int k = 0; k < c; k++)
            mean[k] /= n * spatial;
        for (int i = 0; i < input.Length; i++)
            variance[i / spatial % c] += (input[i] - mean[i / spatial % c]) * (input[i] - mean[i / spatial % c]);
        for (int k = 0; k < c; k++)
            variance[k] /= n * spatial;
    }
}
