using System.Globalization;
using Parity.Cases;
using Parity.Tensors;

namespace Parity.Fixtures;

/// <summary>The format <c>parity-fixture/1</c>: what the tensors and the metadata of a fixture's file mean.</summary>
static class FixtureFormat
{
    public const string Version = "parity-fixture/1";
    public const string Extension = ".safetensors";
    const string ExpectedPrefix = "expected.";

    /// <summary>Whether content is about an error rather than numbers.</summary>
    public static bool IsError(SafetensorsContent content) => content.Metadata.ContainsKey("error_type");

    /// <summary>The content of a trial and its answer.</summary>
    public static SafetensorsContent Compose(string name, Trial trial, BatchNormResult result, FixtureOrigin origin)
    {
        Dictionary<string, string> metadata = result.Error is null ? CaseMetadata.Format(trial.Case) : new(StringComparer.Ordinal);
        metadata["format"] = Version;
        metadata["name"] = name;
        metadata["oracle"] = origin.Oracle;
        metadata["platform"] = origin.Platform;
        metadata["threads"] = origin.Threads.ToString(CultureInfo.InvariantCulture);
        metadata["data"] = trial.Case.Pattern.Word();
        metadata["descriptor"] = trial.Descriptor;
        var tensors = new Dictionary<string, DenseTensor>(StringComparer.Ordinal);
        if (result.Error is { } error)
        {
            metadata["error_type"] = error.Type;
            metadata["error_message"] = error.Message;
            return new SafetensorsContent(metadata, tensors);
        }

        foreach ((string input, DenseTensor? tensor) in InputNames.Of(trial.Inputs))
            if (tensor is not null)
                tensors.Add(input, tensor);
        foreach (Quantity quantity in QuantityNames.All)
            if (result[quantity] is { } tensor)
                tensors.Add(ExpectedPrefix + quantity.TorchName(), tensor);
        return new SafetensorsContent(metadata, tensors);
    }

    /// <summary>The error fixture of a file's content.</summary>
    /// <exception cref="FormatException">The content does not follow the format.</exception>
    public static ErrorFixture ParseError(SafetensorsContent content, string name)
    {
        if (content.Tensors.Count > 0)
            throw new FormatException("an error case has no tensors");
        string type = content.Metadata["error_type"];
        LibraryError? error = type == "none" ? null : new LibraryError(type, Text(content, "error_message"));
        return new ErrorFixture(name, Text(content, "oracle"), error);
    }

    /// <summary>The fixture of a file's content.</summary>
    /// <exception cref="FormatException">The content does not follow the format.</exception>
    public static Fixture Parse(SafetensorsContent content, string name)
    {
        if (!content.Tensors.TryGetValue(InputNames.Input, out DenseTensor? input))
            throw new FormatException($"it has no tensor '{InputNames.Input}'");
        if (input.DType == DType.Int64)
            throw new FormatException($"'{InputNames.Input}' is not of a floating-point type");
        BatchNormCase c = CaseMetadata.Parse(content.Metadata, input.DType, input.Shape);

        var tensors = new TensorTable(content.Tensors);
        var batch = new QuantityForm(c.DType, c.Shape);
        var channels = new QuantityForm(c.ParameterDType, [c.Channels]);
        var inputs = new BatchNormInputs
        {
            Input = tensors.Take(InputNames.Input, batch),
            GradOutput = tensors.Take(InputNames.GradOutput, batch),
            Weight = c.HasWeight ? tensors.Take(InputNames.Weight, channels) : null,
            Bias = c.HasBias ? tensors.Take(InputNames.Bias, channels) : null,
            RunningMean = c.TrackRunningStats ? tensors.Take(InputNames.RunningMean, channels) : null,
            RunningVar = c.TrackRunningStats ? tensors.Take(InputNames.RunningVar, channels) : null,
        };
        var expected = new BatchNormResult();
        foreach (Quantity quantity in QuantityNames.All)
            if (QuantityForm.Of(c, quantity) is { } form)
                expected[quantity] = tensors.Take(ExpectedPrefix + quantity.TorchName(), form);
        tensors.CheckAllTaken();
        return new Fixture(name, Text(content, "oracle"), new Trial(Fixture.DescriptorOf(name), c, inputs), expected) { Origin = Origin(content) };
    }

    static FixtureOrigin? Origin(SafetensorsContent content) =>
        content.Metadata.TryGetValue("platform", out string? platform)
            && int.TryParse(content.Metadata.GetValueOrDefault("threads"), NumberStyles.None, CultureInfo.InvariantCulture, out int threads) && threads > 0
            ? new(Text(content, "oracle"), threads, platform)
            : null;

    static string Text(SafetensorsContent content, string key) =>
        content.Metadata.TryGetValue(key, out string? text) ? text : throw new FormatException($"the metadata has no {key}");

    /// <summary>Hands out a file's tensors and checks each against the form that its case asks for.</summary>
    sealed class TensorTable(IReadOnlyDictionary<string, DenseTensor> tensors)
    {
        readonly HashSet<string> taken = new(StringComparer.Ordinal);

        public DenseTensor Take(string name, QuantityForm form)
        {
            if (!tensors.TryGetValue(name, out DenseTensor? tensor))
                throw new FormatException($"it has no tensor '{name}'");
            taken.Add(name);
            return form.Fits(tensor)
                ? tensor
                : throw new FormatException($"'{name}' is {new QuantityForm(tensor.DType, tensor.Shape)}, its case asks for {form}");
        }

        public void CheckAllTaken()
        {
            if (tensors.Keys.Order(StringComparer.Ordinal).FirstOrDefault(name => !taken.Contains(name)) is { } foreign)
                throw new FormatException($"its case has no tensor '{foreign}'");
        }
    }
}
