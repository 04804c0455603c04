using System.Globalization;
using Parity.Cases;

namespace Parity.Sequences;

/// <summary>
/// The text form of a sequence: one shell-safe word such as <c>seq/bn1d/c3/momentum=null,step:4x3:seed=7,eval,step:2x3</c>,
/// which leaves defaults out and parses back to the same sequence.
/// </summary>
/// <remarks>A batch is spelled as in a case's descriptor, with <c>:</c> for <c>/</c>.</remarks>
static class SequenceDescriptor
{
    /// <summary>What every descriptor of a sequence begins with.</summary>
    public const string Prefix = "seq/";

    const int MostParsed = 1000;

    // Beyond it not every whole number is a double.
    const double MostCounted = 1L << 53;

    static readonly (string Word, ModuleAction Action)[] actions =
    [
        ("step", ModuleAction.Step),
        ("twice", ModuleAction.Twice),
        ("infer", ModuleAction.Infer),
        ("train", ModuleAction.Train),
        ("eval", ModuleAction.Eval),
        ("momentum", ModuleAction.Momentum),
        ("eps", ModuleAction.Eps),
        ("reset_stats", ModuleAction.ResetStats),
        ("reset_parameters", ModuleAction.ResetParameters),
        ("zero_grad", ModuleAction.ZeroGrad),
        ("update", ModuleAction.Update),
        ("reload", ModuleAction.Reload),
        ("f32", ModuleAction.Float32),
        ("f64", ModuleAction.Float64),
        ("forward", ModuleAction.Forward),
        ("backward", ModuleAction.Backward),
        ("assign", ModuleAction.Assign),
        ("load", ModuleAction.Load),
        ("count", ModuleAction.Count),
        ("wrong_rank", ModuleAction.WrongRank),
        ("wrong_channels", ModuleAction.WrongChannels),
        ("switch", ModuleAction.Switch),
    ];

    /// <summary>The name of an action in descriptors and reports.</summary>
    public static string Name(ModuleAction action) => actions.Single(entry => entry.Action == action).Word;

    /// <summary>The descriptor of a sequence.</summary>
    public static string Format(ModuleSequence sequence) => string.Join(',', sequence.Commands.Select(Format).Prepend(Format(sequence.Start)));

    /// <summary>The descriptor of one command.</summary>
    public static string Format(ModuleCommand command)
    {
        string word = Name(command.Action);
        if (command.Batch is not null)
            return $"{word}:{string.Join(':', CaseDescriptor.Format(command.Batch).Split('/').Skip(1))}";
        return ModuleCommand.TakesNumber(command.Action) ? $"{word}:{Text(command.Number)}" : word;
    }

    /// <summary>The sequence behind a descriptor.</summary>
    /// <exception cref="FormatException">A part is not understood; the message names it and what is allowed.</exception>
    public static ModuleSequence Parse(string descriptor)
    {
        string[] parts = descriptor.Split(',');
        if (parts.Length > MostParsed)
            throw new FormatException($"a sequence of {parts.Length - 1} commands is too long; allowed are {MostParsed - 1}");
        ModuleSpec start = ParseStart(parts[0]);
        return new ModuleSequence(start, [.. parts.Skip(1).Select(part => ParseCommand(part, start))]);
    }

    static string Format(ModuleSpec start)
    {
        // The options are a case's own; its shape stands for the channels alone.
        string[] options = CaseDescriptor.Format(AsCase(start)).Split('/');
        IEnumerable<string> words = [options[0], $"c{Text(start.Channels)}", .. options.Skip(2)];
        if (start.NoWeight)
            words = words.Append("noweight");
        if (start.NoBias)
            words = words.Append("nobias");
        return Prefix + string.Join('/', words);
    }

    static ModuleSpec ParseStart(string text)
    {
        string[] words = text.Split('/');
        if (words.Length < 3 || words[0] + "/" != Prefix || words[2] is not ['c', .. var digits]
            || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int channels) || channels < 1)
            throw new FormatException($"'{text}' is not the beginning of a sequence, such as seq/bn1d/c3 or seq/bn2d/c8/f64/momentum=null");
        string[] own = ["noweight", "nobias"];
        string shape = words[1] == "bn2d" ? $"2x{channels}x1x1" : $"2x{channels}";
        BatchNormCase c = CaseDescriptor.Parse(string.Join('/', words.Skip(3).Except(own).Prepend(shape).Prepend(words[1])));
        var start = new ModuleSpec(c.Module, channels)
        {
            DType = c.DType,
            Eps = c.Eps,
            Momentum = c.Momentum,
            Affine = c.Affine,
            TrackRunningStats = c.TrackRunningStats,
            NoWeight = words.Contains(own[0]),
            NoBias = words.Contains(own[1]),
        };
        return AsCase(start) == c
            ? start
            : throw new FormatException($"'{text}': a sequence begins with options of the module only; layout, mode, pattern and seed belong to its commands");
    }

    static ModuleCommand ParseCommand(string text, ModuleSpec start)
    {
        string[] words = text.Split(':', 2);
        int found = Array.FindIndex(actions, entry => entry.Word == words[0]);
        if (found < 0)
            throw new FormatException($"'{text}' is not a command; allowed are {string.Join(", ", actions.Select(entry => entry.Word))}");
        ModuleAction action = actions[found].Action;
        string? argument = words.Length > 1 ? words[1] : null;
        if (ModuleCommand.TakesBatch(action))
            return new ModuleCommand(action, Batch: ParseBatch(text, argument, start));
        if (!ModuleCommand.TakesNumber(action))
            return argument is null ? new ModuleCommand(action) : throw new FormatException($"'{text}': {words[0]} takes nothing");
        return new ModuleCommand(action, ParseNumber(text, action, argument));
    }

    static BatchNormCase ParseBatch(string text, string? argument, ModuleSpec start)
    {
        BatchNormCase c = CaseDescriptor.Parse($"{Word(start.Module)}/{argument?.Replace(':', '/')}");
        var plain = new BatchNormCase { Module = c.Module, Shape = c.Shape, Layout = c.Layout, GradLayout = c.GradLayout, Pattern = c.Pattern, Seed = c.Seed };
        if (c != plain)
            throw new FormatException($"'{text}': a batch has a shape, layouts, a pattern and a seed; options belong to the module");
        return c.Channels == start.Channels
            ? c
            : throw new FormatException($"'{text}' has {c.Channels} channels, the module has {start.Channels}");
    }

    static double? ParseNumber(string text, ModuleAction action, string? argument)
    {
        if (action == ModuleAction.Momentum && argument == "null")
            return null;
        bool parsed = double.TryParse(argument, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number);
        bool whole = ModuleCommand.TakesWhole(action);
        if (!parsed || (number < 0 && (whole || action == ModuleAction.Eps)) || (whole && (number != Math.Floor(number) || number > MostCounted)))
            throw new FormatException(
                $"'{text}': {Name(action)} takes a {(whole ? "whole " : "")}number{(action == ModuleAction.Momentum ? ", or null" : whole || action == ModuleAction.Eps ? " of 0 or more" : "")}");
        return number;
    }

    static BatchNormCase AsCase(ModuleSpec start) => new()
    {
        Module = start.Module,
        Shape = start.Module == BatchNormModule.BatchNorm2d ? [2, start.Channels, 1, 1] : [2, start.Channels],
        DType = start.DType,
        Eps = start.Eps,
        Momentum = start.Momentum,
        Affine = start.Affine,
        TrackRunningStats = start.TrackRunningStats,
    };

    static string Word(BatchNormModule module) => module == BatchNormModule.BatchNorm1d ? "bn1d" : "bn2d";

    static string Text(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "null";
}
