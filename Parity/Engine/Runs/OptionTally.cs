using Parity.Cases;
using Parity.Reports;
using Parity.Tensors;

namespace Parity.Runs;

/// <summary>Counts cases by each of their options, the tensors compared in them, and those that could not have failed.</summary>
sealed class OptionTally
{
    readonly Dictionary<string, Count> counts = new(StringComparer.Ordinal);

    /// <summary>Counts one case.</summary>
    public void Add(CaseOutcome outcome)
    {
        int tensors = outcome.Kernels.Sum(kernel => kernel.Quantities.Count);
        int vacuous = outcome.Kernels.Sum(kernel => kernel.Quantities.Count(quantity => quantity.DeclaredVacuous));
        foreach (string option in outcome.Options)
        {
            if (!counts.TryGetValue(option, out Count? count))
                counts.Add(option, count = new Count());
            count.Cases++;
            count.Tensors += tensors;
            count.DeclaredVacuous += vacuous;
        }
    }

    /// <summary>A row for every option there is, those that no case has included; none before the first case.</summary>
    public IReadOnlyList<OptionRow> Rows() => counts.Count == 0 ? [] :
    [
        .. from option in CaseOptions.All
           let words = option.Split('=', 2)
           let count = counts.GetValueOrDefault(option) ?? new Count()
           select new OptionRow(words[0], words[1], count.Cases, count.Tensors, count.DeclaredVacuous),
    ];

    sealed class Count
    {
        public int Cases { get; set; }

        public int Tensors { get; set; }

        public int DeclaredVacuous { get; set; }
    }
}

/// <summary>The options of a case beside its cell, its size and its data: one class of each group, as <c>group=class</c>.</summary>
static class CaseOptions
{
    const int FewChannels = 2, ManyChannels = 64, LargestTable = 4096, ManyElements = 1 << 16;

    static readonly (string Group, string[] Classes, Func<BatchNormCase, string> Of)[] groups =
    [
        ("parameters", ["weight and bias", "no weight", "no bias", "not affine"], Parameters),
        ("running statistics", ["kept", "not kept"], c => c.TrackRunningStats ? "kept" : "not kept"),
        ("preset", [.. StatisticsPresetNames.All.Select(preset => preset.Word()), "none"], c => c.TrackRunningStats ? c.Statistics.Word() : "none"),
        ("momentum", ["negative", "0", "0 to 1", "1", "above 1", "null"], c => Momentum(c.Momentum)),
        ("eps", ["0", "below 1e-5", "1e-5", "up to 0.1", "above"], c => Eps(c.Eps)),
        ("batch", ["0", "1", "more"], c => c.Shape[0] switch { 0 => "0", 1 => "1", _ => "more" }),
        ("channels", ["1", "up to 63", "64 to 4096", "more"], c => Channels(c.Channels)),
        ("values per channel", ["0", "1", "2", "up to 16", "up to 256", "up to 65536", "more"], c => Values(c.ValuesPerChannel)),
        ("elements", ["up to 65536", "more"], c => c.Channels * (long)c.ValuesPerChannel <= ManyElements ? "up to 65536" : "more"),
        ("threads", ["1", "2", "more"], c => c.Threads switch { 1 => "1", 2 => "2", _ => "more" }),
        ("thresholds", ["of the kernel", "none"], c => c.AsLarge ? "none" : "of the kernel"),
        ("memory", ["fresh", "used before"], c => c.Used ? "used before" : "fresh"),
        ("gradients", [.. GradientRequestNames.All.Select(request => request.Word())], c => c.Requires.Word()),
        ("grad_output", ["as the input", "in another order"], c => c.GradLayout is null ? "as the input" : "in another order"),
        ("weight", [.. Patterns, "none"], c => c.HasWeight ? c.WeightPattern.Word() : "none"),
        ("bias", [.. Patterns, "none"], c => c.HasBias ? c.BiasPattern.Word() : "none"),
        ("running_mean", [.. Patterns, "none"], c => c.TrackRunningStats ? c.RunningMeanPattern.Word() : "none"),
        ("running_var", [.. Patterns, "none"], c => c.TrackRunningStats ? c.RunningVarPattern.Word() : "none"),
        ("grad_output's values", [.. GradientPatterns.All.Select(pattern => pattern.Word())], c => c.GradPattern.Word()),
        ("grad_output's order", [.. LayoutNames.All.Select(layout => layout.Word())], c => c.GradOutputLayout.Word()),
        ("half precision", ["none", "parameters too", "float32 parameters"], Halves),
        ("data", [.. Enum.GetValues<DataPattern>().Select(pattern => pattern.Word())], c => c.Pattern.Word()),
    ];

    // Spelled once, since every case has one of each group.
    static readonly (Func<BatchNormCase, string> Of, Dictionary<string, string> Spelled)[] spelled =
        [.. groups.Select(group => (group.Of, group.Classes.ToDictionary(name => name, name => $"{group.Group}={name}")))];

    static IEnumerable<string> Patterns => ParameterPatterns.All.Select(pattern => pattern.Word());

    /// <summary>Every class of every group, in the order of reports.</summary>
    public static IReadOnlyList<string> All { get; } = [.. spelled.SelectMany(group => group.Spelled.Values)];

    /// <summary>The classes that a case falls into, one of each group.</summary>
    public static IReadOnlyList<string> Of(BatchNormCase c) => Array.ConvertAll(spelled, group => group.Spelled[group.Of(c)]);

    static string Parameters(BatchNormCase c) => !c.Affine ? "not affine" : (c.HasWeight, c.HasBias) switch
    {
        (true, true) => "weight and bias",
        (false, true) => "no weight",
        (true, false) => "no bias",
        _ => "not affine",
    };

    static string Momentum(double? momentum) => momentum switch
    {
        null => "null",
        < 0 => "negative",
        0 => "0",
        < 1 => "0 to 1",
        1 => "1",
        _ => "above 1",
    };

    static string Eps(double eps) => eps switch
    {
        0 => "0",
        < 1e-5 => "below 1e-5",
        1e-5 => "1e-5",
        <= 0.1 => "up to 0.1",
        _ => "above",
    };

    static string Values(int values) => values switch
    {
        0 => "0",
        1 => "1",
        2 => "2",
        <= 16 => "up to 16",
        <= 256 => "up to 256",
        <= ManyElements => "up to 65536",
        _ => "more",
    };

    static string Channels(int channels) => channels switch
    {
        < FewChannels => "1",
        < ManyChannels => "up to 63",
        <= LargestTable => "64 to 4096",
        _ => "more",
    };

    static string Halves(BatchNormCase c) =>
        !c.DType.IsHalf() ? "none" : c.ParameterDType.IsHalf() ? "parameters too" : "float32 parameters";
}
