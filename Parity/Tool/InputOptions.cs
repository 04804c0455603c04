using System.CommandLine;
using System.Globalization;
using Parity.Cases;
using Parity.Fixtures;

namespace Parity.Tool;

/// <summary>The options of verbs that take a batch of somebody's own.</summary>
sealed class InputOptions
{
    /// <summary>The batch.</summary>
    public Option<string?> Input { get; } = new("--input")
    {
        Description = "A batch of your own: a .safetensors with 'input' and what else there is of a step, or a .npy of the input alone.",
        HelpName = "FILE",
    };

    Option<string?> State { get; } = new("--state")
    {
        Description = "A state_dict as .safetensors that the layer's tensors come from, with --input.",
        HelpName = "FILE",
    };

    Option<string?> Prefix { get; } = new("--prefix")
    {
        Description = "What precedes the layer's names in --state, such as layer1.0.bn1.",
        HelpName = "P",
    };

    Option<bool> Train { get; } = new("--train") { Description = "The layer of --input is in training mode." };

    Option<bool> Eval { get; } = new("--eval") { Description = "The layer of --input is in eval mode." };

    Option<double?> Eps { get; } = new("--eps") { Description = "The eps of the layer of --input; 1e-05 where nothing says another." };

    Option<double?> Momentum { get; } = new("--momentum") { Description = "The momentum of the layer of --input; 0.1 where nothing says another." };

    IEnumerable<Option> Others => [State, Prefix, Train, Eval, Eps, Momentum];

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in Others.Prepend(Input))
            command.Options.Add(option);
    }

    /// <summary>The batch that was given, or null.</summary>
    /// <exception cref="UnusableException">An option was given that would be ignored, or two that say different things.</exception>
    public OwnBatch? Of(ParseResult parsed)
    {
        if (parsed.GetValue(Input) is not { } file)
            return Others.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } alone
                ? throw new UnusableException($"{alone.Name} goes with --input: it says what layer a batch of your own goes through")
                : null;
        if (parsed.GetValue(Train) && parsed.GetValue(Eval))
            throw new UnusableException("--train and --eval are two modes; allowed is one of them");
        if (parsed.GetValue(Prefix) is not null && parsed.GetValue(State) is null)
            throw new UnusableException("--prefix goes with --state: the tensors of --input have no prefix");
        return new OwnBatch(file)
        {
            State = parsed.GetValue(State),
            Layer = parsed.GetValue(Prefix) ?? "",
            Training = parsed.GetValue(Train) ? true : parsed.GetValue(Eval) ? false : null,
            Eps = parsed.GetValue(Eps),
            Momentum = parsed.GetValue(Momentum),
        };
    }

    /// <summary>What a replay line needs to read the same batch.</summary>
    public string ReplayOptions(ParseResult parsed)
    {
        var words = new List<string>();
        foreach ((string name, string? value) in new[]
        {
            (Input.Name, parsed.GetValue(Input)), (State.Name, parsed.GetValue(State)), (Prefix.Name, parsed.GetValue(Prefix)),
            (Eps.Name, Number(parsed.GetValue(Eps))), (Momentum.Name, Number(parsed.GetValue(Momentum))),
        })
            if (value is not null)
                words.Add($" {name} {ReplayLine.Quoted(value)}");
        words.AddRange(new[] { Train, Eval }.Where(parsed.GetValue).Select(flag => $" {flag.Name}"));
        return string.Concat(words);
    }

    static string? Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);
}
