using System.Globalization;
using Parity.Tensors;

namespace Parity.Cases;

/// <summary>
/// The text form of a case: one shell-safe word such as <c>bn1d/5x33/f64/eval/eps=0.001/seed=7</c>, which leaves
/// defaults out and parses back to the same case.
/// </summary>
static class CaseDescriptor
{
    const long LargestCount = 1 << 28;

    // So many threads no machine has, and no case needs.
    const int MostThreads = 64;

    static readonly (string Word, BatchNormModule Module)[] modules =
    [
        ("bn1d", BatchNormModule.BatchNorm1d),
        ("bn2d", BatchNormModule.BatchNorm2d),
    ];

    // Words stand alone, keys take a value; a group is given at most once. The order here is the order in the text.
    static readonly Part[] parts =
    [
        .. LayoutNames.All
            .Where(layout => layout is not (Layout.Contiguous or Layout.Scalar))
            .Select(layout => Part.Word("layout", layout.Word(), c => c.Layout == layout, c => c with { Layout = layout })),
        Part.Key("grad", c => c.GradLayout?.Word(), (c, v) => LayoutNames.Parse(v) is { } layout ? c with { GradLayout = layout } : null, $"a layout: {Alternatives(LayoutNames.All.Select(layout => layout.Word()))}"),
        .. DTypeNames.Floating
            .Where(dtype => dtype != DType.Float32)
            .Select(dtype => Part.Word("dtype", dtype.Word(), c => c.DType == dtype, c => c with { DType = dtype })),
        Part.Word("parameters", "f32params", c => c.Float32Parameters, c => c with { Float32Parameters = true }),
        Part.Word("mode", "eval", c => !c.Training, c => c with { Training = false }),
        Part.Key("eps", c => c.Eps == 1e-5 ? null : Text(c.Eps), (c, v) => Number(v) is >= 0 and var eps ? c with { Eps = eps } : null, "a number of 0 or more"),
        Part.Key("momentum", c => c.Momentum == 0.1 ? null : c.Momentum is { } m ? Text(m) : "null", WithMomentum, "a number, or null for the cumulative average"),
        Part.Word("affine", "noaffine", c => !c.Affine, c => c with { Affine = false }),
        Part.Word("weight", "noweight", c => c.NoWeight, c => c with { NoWeight = true }),
        Part.Word("bias", "nobias", c => c.NoBias, c => c with { NoBias = true }),
        Part.Key("requires", c => c.Requires == GradientRequest.All ? null : c.Requires.Word(), (c, v) => GradientRequestNames.Parse(v) is { } request ? c with { Requires = request } : null, $"one of {Alternatives(GradientRequestNames.All.Select(request => request.Word()))}"),
        Part.Word("track", "notrack", c => !c.TrackRunningStats, c => c with { TrackRunningStats = false }),
        Part.Key("stats", c => c.Statistics == StatisticsPreset.Ordinary ? null : c.Statistics.Word(), (c, v) => StatisticsPresetNames.Parse(v) is { } preset ? c with { Statistics = preset } : null, $"one of {Alternatives(StatisticsPresetNames.All.Select(preset => preset.Word()))}"),
        Part.Key("tracked", c => c.NumBatchesTracked == 0 ? null : Text(c.NumBatchesTracked), (c, v) => Whole(v) is { } n ? c with { NumBatchesTracked = n } : null, "a whole number from 0 to 2147483647"),
        Part.Values("weight", c => c.WeightPattern, (c, pattern) => c with { WeightPattern = pattern }),
        Part.Values("bias", c => c.BiasPattern, (c, pattern) => c with { BiasPattern = pattern }),
        Part.Values("running_mean", c => c.RunningMeanPattern, (c, pattern) => c with { RunningMeanPattern = pattern }),
        Part.Values("running_var", c => c.RunningVarPattern, (c, pattern) => c with { RunningVarPattern = pattern }),
        Part.Values("grad_output", c => c.GradPattern, (c, pattern) => c with { GradPattern = pattern }),
        Part.Key("threads", c => c.Threads == 1 ? null : Text(c.Threads), (c, v) => Whole(v) is >= 1 and <= MostThreads and var n ? c with { Threads = n } : null, FormattableString.Invariant($"a whole number from 1 to {MostThreads}")),
        Part.Word("thresholds", "aslarge", c => c.AsLarge, c => c with { AsLarge = true }),
        Part.Word("memory", "used", c => c.Used, c => c with { Used = true }),
        .. DataPatterns.Drawn
            .Where(pattern => pattern != DataPattern.Normal)
            .Select(pattern => Part.Word("pattern", pattern.Word(), c => c.Pattern == pattern, c => c with { Pattern = pattern })),
        Part.Key("seed", c => c.Seed == 0 ? null : Text(c.Seed), (c, v) => Whole(v) is { } n ? c with { Seed = n } : null, "a whole number from 0 to 2147483647"),
    ];

    /// <summary>The descriptor of a case.</summary>
    public static string Format(BatchNormCase c)
    {
        IEnumerable<string> head = [modules.Single(m => m.Module == c.Module).Word, string.Join('x', c.Shape)];
        return string.Join('/', head.Concat(parts.Select(part => part.Format(c)).OfType<string>()));
    }

    /// <summary>The case behind a descriptor.</summary>
    /// <exception cref="FormatException">A part is not understood; the message names it and what is allowed.</exception>
    public static BatchNormCase Parse(string descriptor)
    {
        string[] words = descriptor.Split('/');
        int module = Array.FindIndex(modules, m => m.Word == words[0]);
        if (module < 0)
            throw Wrong(descriptor, 0, $"a descriptor begins with {Alternatives(modules.Select(m => m.Word))}"
                + (words[0] == "bn3d" ? "; the arithmetic of BatchNorm3d over (N, C, D, H, W) is that of bn1d over (N, C, D·H·W)" : ""));
        if (words.Length < 2)
            throw new FormatException($"'{descriptor}' has no shape: it goes on like {words[0]}/{(module == 0 ? "5x33" : "4x3x32x32")}");

        var result = new BatchNormCase { Module = modules[module].Module, Shape = [.. Shape(descriptor, words[1])] };
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 2; i < words.Length; i++)
        {
            Part part = Array.Find(parts, p => p.Matches(words[i]))
                ?? throw Wrong(descriptor, i, $"allowed are {Alternatives(parts.Select(p => p.Spelling))}");
            if (!seen.Add(part.Group))
                throw Wrong(descriptor, i, $"the {part.Group} is already given");
            result = part.Apply(result, words[i]) ?? throw Wrong(descriptor, i, $"{part.Spelling} takes {part.Takes}");
        }

        CheckRank(descriptor, result);
        return result;
    }

    static BatchNormCase? WithMomentum(BatchNormCase c, string value) =>
        value == "null" ? c with { Momentum = null }
        : Number(value) is { } momentum ? c with { Momentum = momentum }
        : null;

    static int[] Shape(string descriptor, string word)
    {
        string[] lengths = word.Split('x');
        var shape = new int[lengths.Length];
        long count = 1;
        for (int d = 0; d < lengths.Length; d++)
        {
            shape[d] = Whole(lengths[d]) is { } length && (length >= 1 || d == 0) ? length
                : throw Wrong(descriptor, 1, "a shape is lengths of 1 or more joined by x, such as 4x3x32x32; the first may be 0, an empty batch");
            count *= shape[d];
            if (count > LargestCount)
                throw Wrong(descriptor, 1, $"a case has at most {LargestCount} elements");
        }

        return shape;
    }

    static void CheckRank(string descriptor, BatchNormCase c)
    {
        int rank = c.Shape.Length;
        if (c.Module == BatchNormModule.BatchNorm1d ? rank is not (2 or 3) : rank != 4)
            throw Wrong(descriptor, 1, c.Module == BatchNormModule.BatchNorm1d
                ? "bn1d takes two or three lengths: NxC or NxCxL"
                : "bn2d takes four lengths: NxCxHxW");
        if ((c.Layout.WhyNot(rank) ?? c.GradOutputLayout.WhyNot(rank)) is { } why)
            throw new FormatException($"'{descriptor}': {why}");
        if (c.Float32Parameters && !c.DType.IsHalf())
            throw new FormatException($"'{descriptor}': f32params, float32 parameters, is for bf16 and f16");
        if (c.GradLayout == c.Layout)
            throw new FormatException($"'{descriptor}': grad={c.Layout.Word()} is the input's layout, and so the default");
    }

    static FormatException Wrong(string descriptor, int part, string allowed) =>
        new($"'{descriptor}': part {part + 1}, '{descriptor.Split('/')[part]}', is not understood; {allowed}");

    static string Alternatives(IEnumerable<string> words) => string.Join(", ", words);

    static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value : null;

    static int? Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;

    /// <summary>One optional part of a descriptor: how to write it, how to recognise it and what it changes.</summary>
    sealed record Part(
        string Group,
        string Spelling,
        string Takes,
        Func<BatchNormCase, string?> Format,
        Func<BatchNormCase, string, BatchNormCase?> Apply)
    {
        public static Part Word(
            string group, string word, Func<BatchNormCase, bool> holds, Func<BatchNormCase, BatchNormCase> apply) =>
            new(group, word, "no value", c => holds(c) ? word : null, (c, _) => apply(c));

        public static Part Key(
            string key, Func<BatchNormCase, string?> value, Func<BatchNormCase, string, BatchNormCase?> apply, string takes) =>
            new(key, key + "=", takes, c => value(c) is { } text ? $"{key}={text}" : null, (c, word) => apply(c, word[(key.Length + 1)..]));

        // What is ordinary, the first of the patterns, is left out, and has no word here.
        public static Part Values<TPattern>(string key, Func<BatchNormCase, TPattern> value, Func<BatchNormCase, TPattern, BatchNormCase> apply)
            where TPattern : struct, Enum
        {
            string plain = LowerCaseWords<TPattern>.Of(default);
            return Key(key, c => LowerCaseWords<TPattern>.Of(value(c)) is var word && word != plain ? word : null,
                (c, word) => word != plain && LowerCaseWords<TPattern>.Parse(word) is { } pattern ? apply(c, pattern) : null,
                $"one of {Alternatives(LowerCaseWords<TPattern>.All.Skip(1).Select(LowerCaseWords<TPattern>.Of))}");
        }

        public bool Matches(string word) =>
            Spelling.EndsWith('=') ? word.StartsWith(Spelling, StringComparison.Ordinal) : word == Spelling;
    }
}
