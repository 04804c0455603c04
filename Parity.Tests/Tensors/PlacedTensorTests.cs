using System.Runtime.CompilerServices;
using Parity.Cases;
using Parity.Tensors;

namespace Parity.Tests.Tensors;

public sealed class PlacedTensorTests
{
    static readonly string[] shapes =
        ["bn2d/2x3x4x5", "bn2d/1x3x1x1", "bn2d/2x1x1x5", "bn2d/4x3x1x2", "bn1d/4x3", "bn1d/1x3", "bn1d/4x1", "bn1d/3x2x5", "bn1d/3x2x1"];

    [Fact]
    public void Channels_last_stores_channels_fastest_and_reads_the_same_values()
    {
        BatchNormCase c = CaseDescriptor.Parse("bn2d/2x3x2x2/channels_last");
        DenseTensor dense = Counting(c);
        var laid = new PlacedTensor<float>(c.InputPlacement, dense, c.IsTransposed);
        Assert.Equal([12, 1, 6, 3], laid.Input.Strides.ToArray());
        Assert.Equal(dense.Values<float>()[1 * 12 + 2 * 4 + 1 * 2 + 0], laid.Input[1, 2, 1, 0]);
    }

    [Fact]
    public void Features_last_is_seen_through_its_transpose()
    {
        BatchNormCase c = CaseDescriptor.Parse("bn1d/2x3x4/features_last");
        DenseTensor dense = Counting(c);
        var laid = new PlacedTensor<float>(c.InputPlacement, dense, c.IsTransposed);
        Assert.Equal([2, 4, 3], laid.Input.Lengths.ToArray());
        Assert.Equal([12, 1, 4], laid.Input.Strides.ToArray());
        Assert.Equal(dense.Values<float>()[1 * 12 + 2 * 4 + 3], laid.Input[1, 3, 2]);
    }

    [Fact]
    public void Every_layout_of_every_shape_reads_back_the_values_that_it_was_given()
    {
        foreach (BatchNormCase c in Everything())
        {
            BatchNormInputs inputs = CaseData.Generate(c).Inputs;
            var input = new PlacedTensor<float>(c.InputPlacement, inputs.Input, c.IsTransposed);
            var gradOutput = new PlacedTensor<float>(c.GradOutputPlacement, inputs.GradOutput, c.IsTransposed);
            Assert.Equal(inputs.Input.Bytes.ToArray(), input.ToDense().Bytes.ToArray());
            Assert.Equal(inputs.GradOutput.Bytes.ToArray(), gradOutput.ToDense().Bytes.ToArray());
            Assert.Equal(c.TorchShape.Select(length => (nint)length), gradOutput.Input.Lengths.ToArray());
        }
    }

    [Fact]
    public void What_is_written_through_the_view_is_what_is_read_back()
    {
        foreach (BatchNormCase c in Everything())
        {
            var laid = new PlacedTensor<float>(c.ResultPlacement, c.IsTransposed);
            Assert.All(Enumerable.Range(0, laid.ToDense().Count), i => Assert.True(double.IsNaN(laid.ToDense()[i])));
            foreach (ref float value in laid.Output)
                value = 7;
            Assert.All(laid.ToDense().Values<float>().ToArray(), value => Assert.Equal(7, value));
            Assert.False(laid.IsDisturbed);
        }
    }

    [Theory]
    [InlineData("bn1d/2x3")]
    [InlineData("bn1d/2x3/sliced")]
    public void An_input_that_is_written_to_is_disturbed(string descriptor)
    {
        BatchNormCase c = CaseDescriptor.Parse(descriptor);
        var laid = new PlacedTensor<float>(c.InputPlacement, Counting(c), c.IsTransposed);
        Assert.False(laid.IsDisturbed);
        laid.Output[1, 2] = -1;
        Assert.True(laid.IsDisturbed);
    }

    [Fact]
    public void A_write_to_any_place_of_an_input_is_seen()
    {
        foreach (BatchNormCase c in Everything().Where(c => c.GradLayout is null))
        {
            var laid = new PlacedTensor<float>(c.InputPlacement, CaseData.Generate(c).Inputs.Input, c.IsTransposed);
            foreach (ref float place in laid.Memory)
            {
                Assert.False(laid.IsDisturbed);
                (float before, place) = (place, float.IsNaN(place) ? 1 : float.NaN);
                Assert.True(laid.IsDisturbed, $"{c}");
                place = before;
            }
        }
    }

    [Fact]
    public void A_number_in_any_gap_of_a_result_is_seen_and_in_its_elements_is_none_that_should_not_be()
    {
        foreach (BatchNormCase c in Everything().Where(c => c.GradLayout is null))
        {
            var laid = new PlacedTensor<float>(c.ResultPlacement, c.IsTransposed);
            HashSet<int> elements = [.. c.ResultPlacement.Positions()];
            for (int place = 0; place < laid.Memory.Length; place++)
            {
                laid.Memory[place] = 1;
                Assert.Equal(!elements.Contains(place), laid.IsDisturbed);
                // Elements keep what they have, so that their number does not make up for that of gaps.
                laid.Memory[place] = elements.Contains(place) ? 1 : float.NaN;
            }
        }
    }

    [Theory]
    [InlineData("bn1d/2x3")]
    [InlineData("bn1d/2x3/sliced")]
    [InlineData("bn2d/2x3x4x5/channels_last")]
    public void Memory_that_was_used_holds_no_number_when_it_is_given_again(string descriptor)
    {
        BatchNormCase c = CaseDescriptor.Parse(descriptor);
        for (int i = 0; i < 3; i++)
        {
            PlacedTensor<float> one = new(c.ResultPlacement), other = new(c.InputPlacement, Counting(c));
            Assert.False(one.IsDisturbed || other.IsDisturbed);
            Assert.All(one.ToDense().Values<float>().ToArray(), value => Assert.Equal(float.NaN, value));
            Assert.Equal(Counting(c).Bytes.ToArray(), other.ToDense().Bytes.ToArray());
            one.Memory.Fill(7);
            Assert.False(other.IsDisturbed);
            other.Memory.Fill(7);
            one.GiveBack();
            other.GiveBack();
        }
    }

    [Theory]
    [InlineData("bn1d/2x3")]
    [InlineData("bn2d/2x3x4x5/channels_last")]
    [InlineData("bn1d/2x3/sliced")]
    public void A_write_just_before_or_after_a_tensor_is_seen(string descriptor)
    {
        BatchNormCase c = CaseDescriptor.Parse(descriptor);
        foreach (int beyond in (int[])[-1, 1])
            foreach (bool given in (bool[])[false, true])
            {
                PlacedTensor<float> laid = given ? new(c.InputPlacement, Counting(c)) : new(c.ResultPlacement);
                Span<float> memory = laid.Memory;
                Assert.False(laid.IsDisturbed);
                Unsafe.Add(ref beyond < 0 ? ref memory[0] : ref memory[^1], beyond) = 1;
                Assert.True(laid.IsDisturbed);
            }
    }

    [Theory]
    [InlineData("bn1d/2x3")]
    [InlineData("bn1d/2x3/sliced")]
    public void Another_NaN_beside_an_input_is_a_write(string descriptor)
    {
        BatchNormCase c = CaseDescriptor.Parse(descriptor);
        var laid = new PlacedTensor<float>(c.InputPlacement, Counting(c));
        Unsafe.Add(ref laid.Memory[^1], 1) = BitConverter.Int32BitsToSingle(0x7FC00001);
        Assert.True(laid.IsDisturbed);
    }

    [Fact]
    public void Memory_that_is_timed_begins_at_a_cache_line()
    {
        BatchNormCase c = CaseDescriptor.Parse("bn2d/2x3x4x5/channels_last");
        for (int i = 0; i < 8; i++)
        {
            var laid = new PlacedTensor<float>(c.InputPlacement, Counting(c), timed: true);
            ref float first = ref laid.Memory[0];
            unsafe
            {
                // What is timed is pinned.
                Assert.Equal(0, (nint)Unsafe.AsPointer(ref first) & 63);
            }

            Assert.Equal(Counting(c).Bytes.ToArray(), laid.ToDense().Bytes.ToArray());
        }
    }

    [Theory]
    [InlineData("bn2d/2x3x96x97")]
    [InlineData("bn2d/2x3x96x97/channels_last_cropped")]
    [InlineData("bn1d/2x3x9001/sliced")]
    public void Long_memory_of_who_keeps_the_tensor_is_watched_like_any_other(string descriptor)
    {
        BatchNormCase c = CaseDescriptor.Parse(descriptor);
        DenseTensor values = Counting(c);
        foreach (bool aligned in (bool[])[false, true])
        {
            PlacedTensor<float> given = new(c.InputPlacement, values, kept: true, aligned: aligned), made = new(c.InputPlacement, kept: true, aligned: aligned);
            Assert.Equal(values.Bytes.ToArray(), given.ToDense().Bytes.ToArray());
            Assert.All(made.ToDense().Values<float>().ToArray(), value => Assert.Equal(float.NaN, value));
            foreach (PlacedTensor<float> laid in (PlacedTensor<float>[])[given, made])
            {
                unsafe
                {
                    Assert.Equal(aligned ? 0 : sizeof(double), (nint)Unsafe.AsPointer(ref laid.Memory[0]) & (CacheLine.Bytes - 1));
                }

                Assert.False(laid.IsDisturbed);
                foreach (int beyond in (int[])[-1, laid.Memory.Length])
                {
                    ref float outside = ref Unsafe.Add(ref laid.Memory[0], beyond);
                    outside = 1;
                    Assert.True(laid.IsDisturbed);
                    outside = float.NaN;
                    Assert.False(laid.IsDisturbed);
                }

                laid.GiveBack();
                Assert.ThrowsAny<ArgumentException>(() => laid.Memory[0]);
            }
        }
    }

    [Fact]
    public void Long_memory_of_who_keeps_the_tensor_is_none_of_the_collectors()
    {
        BatchNormCase c = CaseDescriptor.Parse("bn2d/2x3x96x97");
        int bytes = c.InputPlacement.StorageLength * sizeof(float);
        Assert.InRange(Allocated(kept: true), 0, bytes / 8);
        Assert.InRange(Allocated(kept: false), bytes, 2 * bytes);

        long Allocated(bool kept)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            var laid = new PlacedTensor<float>(c.InputPlacement, kept: kept);
            laid.Forget();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Values_that_share_memory_must_be_equal()
    {
        BatchNormCase c = CaseDescriptor.Parse("bn1d/2x3x2/expanded");
        Assert.Throws<ArgumentException>(() => new PlacedTensor<float>(c.InputPlacement, Counting(c)));
    }

    static IEnumerable<BatchNormCase> Everything() =>
        from descriptor in shapes
        let plain = CaseDescriptor.Parse(descriptor)
        from layout in LayoutNames.Of(plain.Shape.Length)
        from grad in LayoutNames.Of(plain.Shape.Length)
        select plain with { Layout = layout, GradLayout = grad == layout ? null : grad };

    static DenseTensor Counting(BatchNormCase c)
    {
        var tensor = new DenseTensor(DType.Float32, c.Shape.AsSpan());
        for (int i = 0; i < tensor.Count; i++)
            tensor.Values<float>()[i] = i;
        return tensor;
    }
}
