using Parity.Cases;
using Parity.Fixtures;
using Parity.Tensors;

namespace Parity.Tests.Fixtures;

public sealed class FixtureWriterTests : IDisposable
{
    static readonly FixtureOrigin origin = new("PyTorch 9.9", 1, "test-x64, plain kernels");
    static readonly BatchNormCase example = CaseDescriptor.Parse("bn1d/5x3/f64/eps=0.001/momentum=null/tracked=4/uniform/seed=7");

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_recorded_loads_with_the_same_bits()
    {
        Recording recording = Record(example);
        string path = Assert.Single(new FixtureWriter(folder.Path, origin).Write([recording]));

        Assert.EndsWith("pytorch-bn1d-5x3-f64-eps0.001-momentumnull-tracked4-uniform-seed7.safetensors", path, StringComparison.Ordinal);
        Fixture read = Assert.Single(FixtureSet.Load(folder.Path).Fixtures);
        Assert.Equal("PyTorch 9.9", read.Oracle);
        Assert.Equal(example with { Pattern = DataPattern.Normal }, read.Trial.Case with { Pattern = DataPattern.Normal });
        Assert.Equal(recording.Trial.Inputs.Input.Bytes.ToArray(), read.Trial.Inputs.Input.Bytes.ToArray());
        Assert.Equal(recording.Trial.Inputs.RunningVar!.Bytes.ToArray(), read.Trial.Inputs.RunningVar!.Bytes.ToArray());
        foreach (Quantity quantity in QuantityNames.All)
            Assert.Equal(recording.Result[quantity]!.Bytes.ToArray(), read.Expected[quantity]!.Bytes.ToArray());
        Assert.Equal(recording.Trial.Descriptor, SafetensorsReader.Read(File.ReadAllBytes(path), path).Metadata["descriptor"]);
    }

    [Theory]
    [InlineData("bn1d/5x3")]
    [InlineData("bn1d/5x3x2/features_last/eval/noaffine/notrack/seed=3")]
    [InlineData("bn2d/2x3x4x5/channels_last/f64/eval/eps=1E-12/momentum=-0.5/offset4")]
    public void Every_kind_of_case_comes_back(string descriptor)
    {
        BatchNormCase c = CaseDescriptor.Parse(descriptor);
        new FixtureWriter(folder.Path, origin).Write([Record(c)]);
        BatchNormCase read = Assert.Single(FixtureSet.Load(folder.Path).Fixtures).Trial.Case;
        Assert.Equal(c with { Pattern = DataPattern.Normal }, read with { Pattern = DataPattern.Normal });
    }

    [Fact]
    public void Later_recordings_join_the_earlier_ones()
    {
        new FixtureWriter(folder.Path, origin).Write([Record(example)]);
        new FixtureWriter(folder.Path, origin).Write([Record(example with { Seed = 8 }), Record(example with { Seed = 9 })]);
        Assert.Equal(3, FixtureSet.Load(folder.Path).Fixtures.Count);
        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*.new", SearchOption.AllDirectories));
    }

    [Fact]
    public void An_existing_fixture_is_replaced_only_when_told_and_refused_before_anything_is_written()
    {
        new FixtureWriter(folder.Path, origin).Write([Record(example)]);
        var before = Snapshot();
        FixtureOrigin other = origin with { Oracle = "PyTorch 10" };
        Recording[] both = [Record(example with { Seed = 1 }), Record(example)];

        var e = Assert.Throws<UnusableException>(() => new FixtureWriter(folder.Path, other).Write(both));
        Assert.Contains("exists; nothing was written", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, Snapshot());

        new FixtureWriter(folder.Path, other, overwrite: true).Write(both);
        Assert.All(FixtureSet.Load(folder.Path).Fixtures, fixture => Assert.Equal("PyTorch 10", fixture.Oracle));
    }

    [Fact]
    public void An_answer_without_a_quantity_is_refused()
    {
        Recording recording = Record(example);
        recording.Result[Quantity.GradBias] = null;
        var e = Assert.Throws<ArgumentException>(() => new FixtureWriter(folder.Path, origin).Write([recording]));
        Assert.Contains("'expected.grad_bias'", e.Message, StringComparison.Ordinal);
        Assert.Empty(Snapshot());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("../up")]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    [InlineData("line\n")]
    public void A_name_that_is_no_plain_file_name_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => new FixtureWriter(folder.Path, origin).Write([Record(example) with { Name = name }]));

    [Fact]
    public void Two_recordings_of_one_name_are_refused() =>
        Assert.Throws<ArgumentException>(() => new FixtureWriter(folder.Path, origin).Write([Record(example), Record(example)]));

    [Fact]
    public void A_folder_of_something_else_is_left_alone()
    {
        File.WriteAllText(folder.File("diary.txt"), "");
        var e = Assert.Throws<UnusableException>(() => new FixtureWriter(folder.Path, origin).Write([Record(example)]));
        Assert.Contains("is not empty and has no manifest.json", e.Message, StringComparison.Ordinal);
        Assert.Equal("diary.txt", Path.GetFileName(Assert.Single(Snapshot()).Path));
    }

    [Fact]
    public void An_error_is_recorded_with_its_first_line()
    {
        Trial trial = CaseData.Generate(example);
        var error = new LibraryError("ValueError", "Expected more than 1 value per channel");
        new FixtureWriter(folder.Path, origin).Write([new Recording("error-one-value", trial, new BatchNormResult(error))]);
        Assert.Equal(new ErrorFixture("error-one-value", "PyTorch 9.9", error), Assert.Single(FixtureSet.Load(folder.Path).Errors));
    }

    // Any numbers will do: the writer does not judge them.
    static Recording Record(BatchNormCase c)
    {
        Trial trial = CaseData.Generate(c);
        var result = new BatchNormResult
        {
            [Quantity.Output] = trial.Inputs.GradOutput,
            [Quantity.GradInput] = trial.Inputs.Input,
            [Quantity.BatchMean] = new DenseTensor(c.DType, [c.Channels]),
            [Quantity.BatchVar] = new DenseTensor(c.DType, [c.Channels]),
            [Quantity.GradWeight] = trial.Inputs.Bias,
            [Quantity.GradBias] = trial.Inputs.Weight,
            [Quantity.RunningMean] = trial.Inputs.RunningVar,
            [Quantity.RunningVar] = trial.Inputs.RunningMean,
            [Quantity.NumBatchesTracked] = c.TrackRunningStats ? DenseTensor.Scalar(c.NumBatchesTracked + 1) : null,
        };
        return new Recording(FixtureName.For("pytorch", trial), trial, result);
    }

    List<(string Path, string Hash)> Snapshot() =>
    [
        .. Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Order()
            .Select(path => (path, FixtureManifest.HashOf(File.ReadAllBytes(path)))),
    ];
}
