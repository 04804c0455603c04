using System.Globalization;
using Parity.Tensors;

namespace Parity.Cases;

/// <summary>A case as the metadata of a fixture or of a worker's frame: the one spelling of its options as text.</summary>
static class CaseMetadata
{
    static readonly (string Text, BatchNormModule Value)[] modules =
    [
        ("BatchNorm1d", BatchNormModule.BatchNorm1d),
        ("BatchNorm2d", BatchNormModule.BatchNorm2d),
    ];

    static readonly (string Text, Layout Value)[] layouts = [.. LayoutNames.All.Select(layout => (layout.Word(), layout))];

    static readonly (string Text, GradientRequest Value)[] requests = [.. GradientRequestNames.All.Select(request => (request.Word(), request))];

    static readonly (string Text, StatisticsPreset Value)[] presets = [.. StatisticsPresetNames.All.Select(preset => (preset.Word(), preset))];

    static readonly (string Text, ParameterPattern Value)[] parameters = [.. ParameterPatterns.All.Select(pattern => (pattern.Word(), pattern))];

    static readonly (string Text, GradientPattern Value)[] gradients = [.. GradientPatterns.All.Select(pattern => (pattern.Word(), pattern))];

    static readonly (string Text, bool Value)[] flags = [("false", false), ("true", true)];

    /// <summary>The case's options as text; shape and dtype are those of its tensors.</summary>
    /// <remarks>Patterns of parameters, buffers and gradients, and how a kernel is called, are said where they are not plain.</remarks>
    public static Dictionary<string, string> Format(BatchNormCase c)
    {
        Dictionary<string, string> metadata = Options(c);
        Say("weight_pattern", TextOf(parameters, c.WeightPattern), c.WeightPattern == default);
        Say("bias_pattern", TextOf(parameters, c.BiasPattern), c.BiasPattern == default);
        Say("running_mean_pattern", TextOf(parameters, c.RunningMeanPattern), c.RunningMeanPattern == default);
        Say("running_var_pattern", TextOf(parameters, c.RunningVarPattern), c.RunningVarPattern == default);
        Say("grad_output_pattern", TextOf(gradients, c.GradPattern), c.GradPattern == default);
        Say("threads", c.Threads.ToString(CultureInfo.InvariantCulture), c.Threads == 1);
        Say("as_large", TextOf(flags, c.AsLarge), !c.AsLarge);
        Say("used", TextOf(flags, c.Used), !c.Used);
        return metadata;

        void Say(string key, string text, bool plain)
        {
            if (!plain)
                metadata[key] = text;
        }
    }

    static Dictionary<string, string> Options(BatchNormCase c) => new(StringComparer.Ordinal)
    {
        ["module"] = TextOf(modules, c.Module),
        ["layout"] = TextOf(layouts, c.Layout),
        ["grad_layout"] = TextOf(layouts, c.GradOutputLayout),
        ["mixed"] = TextOf(flags, c.Float32Parameters),
        ["training"] = TextOf(flags, c.Training),
        ["eps"] = c.Eps.ToString("R", CultureInfo.InvariantCulture),
        ["momentum"] = c.Momentum?.ToString("R", CultureInfo.InvariantCulture) ?? "null",
        ["affine"] = TextOf(flags, c.Affine),
        ["weight"] = TextOf(flags, c.HasWeight),
        ["bias"] = TextOf(flags, c.HasBias),
        ["requires"] = c.Requires.Word(),
        ["statistics"] = TextOf(presets, c.Statistics),
        ["track_running_stats"] = TextOf(flags, c.TrackRunningStats),
        ["num_batches_tracked"] = c.NumBatchesTracked.ToString(CultureInfo.InvariantCulture),
        ["seed"] = c.Seed.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>The recorded case that the options describe.</summary>
    /// <exception cref="FormatException">An option is missing or not understood, or the shape does not fit the module.</exception>
    public static BatchNormCase Parse(IReadOnlyDictionary<string, string> metadata, DType dtype, IEnumerable<int> shape)
    {
        Layout layout = ValueOf(layouts, metadata, "layout");
        Layout gradLayout = ValueOr(layouts, metadata, "grad_layout", layout);
        bool affine = ValueOf(flags, metadata, "affine");
        var c = new BatchNormCase
        {
            Module = ValueOf(modules, metadata, "module"),
            Shape = [.. shape],
            Layout = layout,
            GradLayout = gradLayout == layout ? null : gradLayout,
            DType = dtype,
            Float32Parameters = ValueOr(flags, metadata, "mixed", false),
            Training = ValueOf(flags, metadata, "training"),
            Eps = Number(metadata, "eps"),
            Momentum = Text(metadata, "momentum") == "null" ? null : Number(metadata, "momentum"),
            Affine = affine,
            NoWeight = affine && !ValueOr(flags, metadata, "weight", true),
            NoBias = affine && !ValueOr(flags, metadata, "bias", true),
            Requires = ValueOr(requests, metadata, "requires", GradientRequest.All),
            Statistics = ValueOr(presets, metadata, "statistics", StatisticsPreset.Ordinary),
            TrackRunningStats = ValueOf(flags, metadata, "track_running_stats"),
            NumBatchesTracked = Whole(metadata, "num_batches_tracked"),
            WeightPattern = ValueOr(parameters, metadata, "weight_pattern", default),
            BiasPattern = ValueOr(parameters, metadata, "bias_pattern", default),
            RunningMeanPattern = ValueOr(parameters, metadata, "running_mean_pattern", default),
            RunningVarPattern = ValueOr(parameters, metadata, "running_var_pattern", default),
            GradPattern = ValueOr(gradients, metadata, "grad_output_pattern", default),
            Threads = metadata.ContainsKey("threads") ? Whole(metadata, "threads") : 1,
            AsLarge = ValueOr(flags, metadata, "as_large", false),
            Used = ValueOr(flags, metadata, "used", false),
            Pattern = DataPattern.Recorded,
            Seed = Whole(metadata, "seed"),
        };

        // The descriptor's parser knows which shapes and layouts a module takes.
        CaseDescriptor.Parse(CaseDescriptor.Format(c));
        return c;
    }

    static string TextOf<T>((string Text, T Value)[] table, T value) =>
        table.First(entry => EqualityComparer<T>.Default.Equals(entry.Value, value)).Text;

    // Fixtures from before an option existed do not say it.
    static T ValueOr<T>((string Text, T Value)[] table, IReadOnlyDictionary<string, string> metadata, string key, T unsaid) =>
        metadata.ContainsKey(key) ? ValueOf(table, metadata, key) : unsaid;

    static T ValueOf<T>((string Text, T Value)[] table, IReadOnlyDictionary<string, string> metadata, string key)
    {
        string text = Text(metadata, key);
        int found = Array.FindIndex(table, entry => entry.Text == text);
        return found >= 0
            ? table[found].Value
            : throw new FormatException($"{key} '{text}' is not one of {string.Join(", ", table.Select(entry => entry.Text))}");
    }

    static string Text(IReadOnlyDictionary<string, string> metadata, string key) =>
        metadata.TryGetValue(key, out string? text) ? text : throw new FormatException($"the metadata has no {key}");

    static double Number(IReadOnlyDictionary<string, string> metadata, string key) =>
        double.TryParse(Text(metadata, key), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw new FormatException($"{key} '{metadata[key]}' is not a number");

    static int Whole(IReadOnlyDictionary<string, string> metadata, string key) =>
        int.TryParse(Text(metadata, key), NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new FormatException($"{key} '{metadata[key]}' is not a whole number from 0 to {int.MaxValue}");
}
