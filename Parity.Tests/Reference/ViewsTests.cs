using System.Numerics.Tensors;
using Parity.Reference;

namespace Parity.Tests.Reference;

public class ViewsTests
{
    [Theory, CombinedLengths]
    public void Features_last_is_the_transposed_batch(int batch, int length, int features)
    {
        float[] last = Values(batch * length * features), first = new float[last.Length];
        for (int b = 0; b < batch; b++)
            for (int s = 0; s < length; s++)
                for (int d = 0; d < features; d++)
                    first[(b * features + d) * length + s] = last[(b * length + s) * features + d];

        ReadOnlyTensorSpan<float> view = Views.FeaturesLast<float>((ReadOnlySpan<float>)last, batch, length, features);
        Assert.Equal([batch, features, length], view.Lengths.ToArray());
        Assert.Equal(first, Flat(view));

        var written = new float[last.Length];
        view.CopyTo(Views.FeaturesLast<float>(written.AsSpan(), batch, length, features));
        Assert.Equal(last, written);
    }

    [Theory, CombinedLengths]
    public void Channels_last_is_the_permuted_batch(int n, int h, int c)
    {
        const int W = 2;
        float[] last = Values(n * h * W * c), first = new float[last.Length];
        for (int i = 0; i < n; i++)
            for (int y = 0; y < h; y++)
                for (int x = 0; x < W; x++)
                    for (int k = 0; k < c; k++)
                        first[((i * c + k) * h + y) * W + x] = last[((i * h + y) * W + x) * c + k];

        ReadOnlyTensorSpan<float> view = Views.ChannelsLast<float>((ReadOnlySpan<float>)last, n, h, W, c);
        Assert.Equal([n, c, h, W], view.Lengths.ToArray());
        Assert.Equal(first, Flat(view));

        var written = new float[last.Length];
        view.CopyTo(Views.ChannelsLast<float>(written.AsSpan(), n, h, W, c));
        Assert.Equal(last, written);
    }

    [Theory, CombinedLengths]
    public void A_module_takes_the_view_and_answers_as_for_the_transposed_batch(int batch, int length, int features)
    {
        float[] last = Values(batch * length * features), output = new float[last.Length];
        ReadOnlyTensorSpan<float> view = Views.FeaturesLast<float>((ReadOnlySpan<float>)last, batch, length, features);
        var dense = new BatchNorm1d<float>(features);
        var viewed = new BatchNorm1d<float>(features);
        if (batch * length == 1)
        {
            // One value per channel is no batch to train on, seen either way.
            dense.Eval();
            viewed.Eval();
        }

        float[] expected = dense.Forward(new ReadOnlyTensorSpan<float>(Flat(view), [batch, features, length])).ToArray();
        TensorSpan<float> destination = Views.FeaturesLast<float>(output.AsSpan(), batch, length, features);
        viewed.Forward(view, destination);
        Assert.Equal(expected, Flat(destination));
        Assert.Equal(dense.RunningVar, viewed.RunningVar);
    }

    [Fact]
    public void A_number_of_values_that_does_not_fit_is_refused()
    {
        Assert.Equal(
            "a batch of 2 x 3 x 4 has 24 values, 23 are there",
            Assert.Throws<ArgumentException>(() => { Views.FeaturesLast<float>((ReadOnlySpan<float>)new float[23], 2, 3, 4); }).Message);
        Assert.Throws<ArgumentException>(() => { Views.ChannelsLast<float>(new float[1].AsSpan(), -1, 1, 1, -1); });
    }

    static float[] Values(int count) => [.. Enumerable.Range(0, count).Select(i => (float)(i * 7919 % 101) - 50)];

    static float[] Flat(scoped in ReadOnlyTensorSpan<float> tensor)
    {
        var values = new float[(int)tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }

    sealed class CombinedLengthsAttribute : Xunit.Sdk.DataAttribute
    {
        public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) =>
            from a in (int[])[0, 1, 2, 3] from b in (int[])[1, 2, 5] from c in (int[])[1, 3, 4] select new object[] { a, b, c };
    }
}
