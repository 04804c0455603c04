using System.Numerics;
using System.Numerics.Tensors;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Changes;

/// <summary>Takes the batch from its last entry to its first: the same sums in another order, and nothing wrong.</summary>
sealed class ReorderedSums<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardTraining(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        double eps,
        in TensorSpan<T> output,
        in ChannelStatistics batch)
    {
        var x = new NchwSpan<T>(input);
        if (x.N == 0)
        {
            base.ForwardTraining(input, parameters, eps, output, batch);
            return;
        }

        T[] reversed = Reversed(x), result = new T[reversed.Length];
        base.ForwardTraining(Batch(reversed, x), parameters, eps, new TensorSpan<T>(result, [x.N, x.C, x.H, x.W]), batch);
        CopyReversed(result, new NchwSpan<T>(output));
    }

    public override void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        var x = new NchwSpan<T>(pass.Input);
        if (x.N == 0)
        {
            base.Backward(pass, eps, training, gradients);
            return;
        }

        var reversedPass = new ForwardPass<T>
        {
            GradOutput = Batch(Reversed(new NchwSpan<T>(pass.GradOutput)), x),
            Input = Batch(Reversed(x), x),
            Weight = pass.Weight,
            Statistics = pass.Statistics,
        };
        bool wanted = gradients.GradInput.Rank > 0;
        var result = new T[wanted ? x.N * x.C * x.H * x.W : 0];
        base.Backward(reversedPass, eps, training, new Gradients<T>
        {
            GradInput = wanted ? new TensorSpan<T>(result, [x.N, x.C, x.H, x.W]) : default,
            GradWeight = gradients.GradWeight,
            GradBias = gradients.GradBias,
        });
        if (wanted)
            CopyReversed(result, new NchwSpan<T>(gradients.GradInput));
    }

    static ReadOnlyTensorSpan<T> Batch(T[] values, NchwSpan<T> like) => new(values, [like.N, like.C, like.H, like.W]);

    static T[] Reversed(NchwSpan<T> batch)
    {
        var values = new T[batch.N * batch.C * batch.H * batch.W];
        int i = 0;
        for (nint n = batch.N - 1; n >= 0; n--)
            for (nint c = 0; c < batch.C; c++)
                for (nint h = 0; h < batch.H; h++)
                    for (nint w = 0; w < batch.W; w++)
                        values[i++] = batch[n, (int)c, h, w];
        return values;
    }

    static void CopyReversed(T[] values, NchwSpan<T> batch)
    {
        int i = 0;
        for (nint n = batch.N - 1; n >= 0; n--)
            for (nint c = 0; c < batch.C; c++)
                for (nint h = 0; h < batch.H; h++)
                    for (nint w = 0; w < batch.W; w++)
                        batch[n, (int)c, h, w] = values[i++];
    }
}
