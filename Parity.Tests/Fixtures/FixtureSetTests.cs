using System.Text;
using Parity.Cases;
using Parity.Fixtures;
using Parity.Tensors;

namespace Parity.Tests.Fixtures;

public sealed class FixtureSetTests : IDisposable
{
    const string Name = "bn1d-5x33-f32-train";

    readonly TemporaryFolder folder = new();

    string Manifest => folder.File("manifest.json");

    string Copy => folder.File($"batchnorm/{Name}.safetensors");

    public FixtureSetTests()
    {
        Directory.CreateDirectory(folder.File("batchnorm"));
        Place(File.ReadAllBytes(FixtureFile.Path(Name)));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_projects_fixtures_load_and_hold_what_their_README_says()
    {
        var set = FixtureSet.Load(FixtureFolder.Find());
        string[] oracles = [.. set.Fixtures.Select(fixture => fixture.Oracle)];
        Assert.Equal(StandardRecordings.All.Count + 1, oracles.Count(oracle => oracle == "TorchSharp 0.107.0 (libtorch 2.10.0)"));
        Assert.Equal(77, oracles.Count(oracle => oracle == "TorchSharp 0.99.6 (libtorch 1.13.1)"));
        Assert.Equal(8, set.Errors.Count(error => error.Oracle.StartsWith("TorchSharp 0.99.6", StringComparison.Ordinal)));
        Assert.Equal(8, set.Errors.Count(error => error.Oracle.StartsWith("TorchSharp 0.107.0", StringComparison.Ordinal)));
        Assert.True(Directory.EnumerateFiles(set.Folder, "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length) < 5_000_000);
    }

    [Fact]
    public void The_manifest_is_spelled_as_it_would_be_written() =>
        Assert.Equal(
            File.ReadAllText(Path.Combine(FixtureFolder.Find(), "manifest.json")).ReplaceLineEndings("\n"),
            Encoding.UTF8.GetString(FixtureManifest.Read(FixtureFolder.Find()).ToBytes()));

    [Fact]
    public void A_fixture_has_the_case_of_its_metadata()
    {
        BatchNormCase c = FixtureSet.Load(FixtureFolder.Find()).Find("fixture/bn2d-2x9x3x4-channels_last-f64-eval")!.Trial.Case;
        Assert.Equal("bn2d/2x9x3x4/channels_last/f64/eval/seed=72", CaseDescriptor.Format(c));
        Assert.Equal(DataPattern.Recorded, c.Pattern);
    }

    [Fact]
    public void An_error_fixture_has_the_librarys_words_or_none()
    {
        IReadOnlyList<ErrorFixture> errors = FixtureSet.Load(FixtureFolder.Find()).Errors;
        Assert.Contains(new ErrorFixture(
            "error-bn2d-channels-4-for-3",
            "TorchSharp 0.99.6 (libtorch 1.13.1)",
            new("System.Runtime.InteropServices.ExternalException", "running_mean should contain 4 elements not 3")), errors);
        Assert.Contains(errors, error => error.Name == "error-bn1d-one-value-1x3" && error.Error is null);
    }

    [Fact]
    public void An_intact_folder_loads_with_notes_and_hidden_files_beside()
    {
        File.WriteAllText(folder.File("README.md"), "notes");
        File.WriteAllText(folder.File("batchnorm/.DS_Store"), "");
        Assert.Equal($"fixture/{Name}", Assert.Single(FixtureSet.Load(folder.Path).Fixtures).Trial.Descriptor);
    }

    [Fact]
    public void A_flipped_byte_is_noticed_wherever_it_is()
    {
        byte[] bytes = File.ReadAllBytes(Copy);
        for (int position = 0; position < bytes.Length; position += 97)
        {
            bytes[position] ^= 1;
            File.WriteAllBytes(Copy, bytes);
            AssertRefused("was changed: its SHA-256 is", Copy);
            bytes[position] ^= 1;
        }
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        File.Delete(Copy);
        AssertRefused("is missing, manifest.json lists it", Copy);
    }

    [Theory]
    [InlineData("batchnorm/foreign.safetensors")]
    [InlineData("batchnorm/notes.txt")]
    [InlineData("elsewhere/foreign.safetensors")]
    public void A_foreign_file_is_named(string file)
    {
        Directory.CreateDirectory(folder.File("elsewhere"));
        File.Copy(Copy, folder.File(file));
        AssertRefused("is not in manifest.json", folder.File(file));
    }

    [Fact]
    public void A_missing_folder_and_a_missing_manifest_are_named()
    {
        string nowhere = folder.File("nowhere");
        Assert.Contains(nowhere, Assert.Throws<UnusableException>(() => FixtureSet.Load(nowhere)).Message, StringComparison.Ordinal);
        File.Delete(Manifest);
        AssertRefused("is missing; 'parity record --fixtures", Manifest);
    }

    [Theory]
    [InlineData("{", "is not a manifest")]
    [InlineData("{}", "is not a manifest")]
    [InlineData("""{"format":"parity-manifest/1","files":[]}""", "is not a manifest")]
    [InlineData("""{"format":"parity-manifest/2","files":{}}""", "has format 'parity-manifest/2'")]
    [InlineData("""{"format":"parity-manifest/1","files":{"../x.safetensors":"00"}}""", "which is not inside the folder")]
    [InlineData("""{"format":"parity-manifest/1","files":{"/x.safetensors":"00"}}""", "which is not inside the folder")]
    public void A_wrong_manifest_is_named_with_what_is_wrong(string text, string expected)
    {
        File.WriteAllText(Manifest, text);
        AssertRefused(expected, Manifest);
    }

    [Theory]
    [InlineData("format", "parity-fixture/2", "has format 'parity-fixture/2', this version reads 'parity-fixture/1'; record it again with 'parity record'")]
    [InlineData("format", null, "has format ''")]
    [InlineData("name", "other", "it says that its name is 'other'")]
    [InlineData("module", "BatchNorm3d", "module 'BatchNorm3d' is not one of BatchNorm1d, BatchNorm2d")]
    [InlineData("module", "BatchNorm2d", "bn2d takes four lengths")]
    [InlineData("layout", "channels_last", "channels_last is a layout of bn2d")]
    [InlineData("training", "yes", "training 'yes' is not one of false, true")]
    [InlineData("eps", "small", "eps 'small' is not a number")]
    [InlineData("eps", null, "the metadata has no eps")]
    [InlineData("momentum", "NaN", "momentum 'NaN' is not a number")]
    [InlineData("num_batches_tracked", "-1", "num_batches_tracked '-1' is not a whole number")]
    [InlineData("affine", "false", "its case has no tensor 'bias'")]
    [InlineData("track_running_stats", "false", "its case has no tensor 'expected.num_batches_tracked'")]
    [InlineData("error_type", "ValueError", "an error case has no tensors")]
    public void Wrong_metadata_is_named_with_what_is_wrong(string key, string? value, string expected)
    {
        SafetensorsContent content = FixtureFile.Read(Name);
        var metadata = new Dictionary<string, string>(content.Metadata);
        metadata.Remove(key);
        if (value is not null)
            metadata[key] = value;
        Place(SafetensorsWriter.ToBytes(content with { Metadata = metadata }));
        AssertRefused(expected, Copy);
    }

    [Theory]
    [InlineData("input")]
    [InlineData("grad_output")]
    [InlineData("weight")]
    [InlineData("running_var")]
    [InlineData("expected.output")]
    [InlineData("expected.batch_var")]
    [InlineData("expected.num_batches_tracked")]
    [InlineData("expected.grad_bias")]
    public void A_missing_tensor_and_one_of_another_shape_are_named(string tensor)
    {
        SafetensorsContent content = FixtureFile.Read(Name);
        var tensors = new Dictionary<string, DenseTensor>(content.Tensors);
        tensors.Remove(tensor);
        Place(SafetensorsWriter.ToBytes(content with { Tensors = tensors }));
        AssertRefused($"it has no tensor '{tensor}'", Copy);

        tensors[tensor] = new DenseTensor(DType.Float32, [9, 9]);
        Place(SafetensorsWriter.ToBytes(content with { Tensors = tensors }));
        AssertRefused("its case asks for", Copy);
    }

    [Fact]
    public void A_file_that_is_no_safetensors_is_named()
    {
        Place([1, 2, 3]);
        AssertRefused("3 bytes are too few for the header's length", Copy);
    }

    [Fact]
    public void Two_fixtures_of_one_name_are_refused()
    {
        Directory.CreateDirectory(folder.File("again"));
        File.Copy(Copy, folder.File($"again/{Name}.safetensors"));
        WriteManifest($"again/{Name}.safetensors", $"batchnorm/{Name}.safetensors");
        AssertRefused($"another fixture is also named '{Name}'", Copy);
    }

    void AssertRefused(string what, string file)
    {
        var e = Assert.Throws<UnusableException>(() => FixtureSet.Load(folder.Path));
        Assert.Contains(what, e.Message, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(file), e.Message, StringComparison.Ordinal);
        Assert.Contains(folder.Path, e.Message, StringComparison.Ordinal);
    }

    void Place(byte[] bytes)
    {
        File.WriteAllBytes(Copy, bytes);
        WriteManifest($"batchnorm/{Name}.safetensors");
    }

    void WriteManifest(params string[] files)
    {
        var manifest = new FixtureManifest();
        foreach (string file in files)
            manifest.Files.Add(file, FixtureManifest.HashOf(File.ReadAllBytes(folder.File(file))));
        File.WriteAllBytes(Manifest, manifest.ToBytes());
    }
}
