using Parity.Tensors;

namespace Parity.Cases;

/// <summary>The bad uses that load a state, with PyTorch's texts.</summary>
static class BadStates
{
    static readonly ModuleSpec oned = new(BatchNormModule.BatchNorm1d, 3);
    static readonly ModuleSpec twod = new(BatchNormModule.BatchNorm2d, 3);
    static readonly ModuleSpec untracked = oned with { TrackRunningStats = false };

    /// <summary>All of them, in the order of the table.</summary>
    public static IReadOnlyList<BadUse> All { get; } =
    [
        Use("whole", oned, Whole()),
        Use("whole", twod, Whole()),
        .. Missing(),
        .. Unexpected(),
        .. Sizes(),
        .. Types(),
        .. Lenient(),
    ];

    static IEnumerable<BadUse> Missing()
    {
        foreach (string name in BadState.PerChannel)
            yield return Use($"without-{name}", oned, Without(name), MissingText(name));
        yield return Use("without-running_var", twod, Without("running_var"), MissingText("running_var"));
        yield return Use("empty", oned, Of(), MissingText(BadState.PerChannel));
        yield return Use("of-a-module-without-statistics", oned, Of("weight", "bias"), MissingText("running_mean", "running_var"));
        // States of long ago have no counter; only a state that names its version is known to be of another time.
        yield return Use("without-counter", oned, Without(BadState.Counter));
        yield return Use("without-counter-of-version-2", oned, Without(BadState.Counter) with { Version = 2 }, MissingText(BadState.Counter));
    }

    static IEnumerable<BadUse> Unexpected()
    {
        BadState foreign = Of(["scale", "running_var", "bias", "weight", "running_mean", BadState.Counter, "shift"]);
        yield return Use("with-scale", oned, foreign, UnexpectedText("scale", "shift"));
        yield return Use("of-a-module-with-statistics", untracked, Whole(), UnexpectedText("running_mean", "running_var", BadState.Counter));
        yield return Use("of-an-affine-module", oned with { Affine = false }, Whole(), UnexpectedText("weight", "bias"));
        yield return Use("of-another-module", untracked with { Affine = false }, Whole(), UnexpectedText([.. BadState.PerChannel, BadState.Counter]));
        // In the order of the state, not of the module.
        yield return Use("with-scale-first", untracked, foreign, UnexpectedText("scale", "running_var", "running_mean", BadState.Counter, "shift"));
        BadState renamed = Of("scale", "bias", "running_mean", "running_var", BadState.Counter);
        yield return Use("renamed", oned, renamed, MissingText("weight"), UnexpectedText("scale"));
        yield return Use("renamed", twod, renamed, MissingText("weight"), UnexpectedText("scale"));
    }

    static IEnumerable<BadUse> Sizes()
    {
        foreach (string name in BadState.PerChannel)
            foreach (int length in (int[])[1, 2, 4])
                yield return Use(FormattableString.Invariant($"{name}-{length}-for-3"), oned, WithShape(name, length), SizeText(name, length));
        yield return Use("running_mean-1-for-3", twod, WithShape("running_mean", 1), SizeText("running_mean", 1));
        yield return Use("weight-3x1-for-3", oned, WithShape("weight", 3, 1), SizeText("weight", 3, 1));
        yield return Use("running_var-1x3-for-3", oned, WithShape("running_var", 1, 3), SizeText("running_var", 1, 3));
        yield return Use("bias-scalar-for-3", oned, WithShape("bias"), SizeText("bias"));
        yield return Use("statistics-2-for-none", untracked, WithShape("running_mean", 2), UnexpectedText("running_mean", "running_var", BadState.Counter));
        yield return Use(
            "everything-wrong", oned, Everything(), MissingText("bias"), UnexpectedText("scale"), SizeText("weight", 4), SizeText("running_var", 1));
    }

    static IEnumerable<BadUse> Types()
    {
        yield return Use("float64", oned, new BadState([.. Whole().Entries.Select(entry =>
            entry.Name == BadState.Counter ? entry : (entry.Name, BadState.Tensor(entry.Name, DType.Float64, 3)))]));
        yield return Use("counter-float32", oned, WithCounter(BadState.Tensor(BadState.Counter, DType.Float32)));
        // As versions before 0.4 saved it.
        yield return Use("counter-of-shape-1", oned, WithCounter(DenseTensor.From<long>([BadState.Saved], 1)));
        BadUse tooDeep = Use(
            "counter-of-shape-1x1", oned, WithCounter(DenseTensor.From<long>([BadState.Saved], 1, 1)),
            $"size mismatch for {BadState.Counter}: copying a param with shape torch.Size([1, 1]) from checkpoint, the shape in current model is torch.Size([]).");
        yield return tooDeep with { Counted = BadState.Before };
    }

    static IEnumerable<BadUse> Lenient()
    {
        BadUse Use(string name, ModuleSpec start, BadState state, params string[] problems) =>
            BadStates.Use($"{name}-not-strict", start, state with { Strict = false }, problems);
        yield return Use("without-weight", oned, Without("weight"));
        yield return Use("renamed", oned, Of("scale", "bias", "running_mean", "running_var", BadState.Counter));
        yield return Use("of-a-module-with-statistics", untracked, Whole());
        yield return Use("running_var-1-for-3", oned, WithShape("running_var", 1), SizeText("running_var", 1));
        yield return Use("everything-wrong", oned, Everything(), SizeText("weight", 4), SizeText("running_var", 1));
    }

    static BadUse Use(string name, ModuleSpec start, BadState state, params string[] problems) => new(
        $"bn{(start.Module == BatchNormModule.BatchNorm1d ? 1 : 2)}d-state-{name}",
        start,
        [],
        problems.Length == 0 ? null : $"Error(s) in loading state_dict for {start.Module}:\n\t{string.Join("\n\t", problems)}")
    {
        State = state,
        Counted = !start.TrackRunningStats ? null : state.Entries.Any(entry => entry.Name == BadState.Counter) ? BadState.Saved : BadState.Before,
    };

    static BadState Whole() => Of([.. BadState.PerChannel, BadState.Counter]);

    static BadState Of(params string[] names) => new([.. names.Select(name =>
        (name, name == BadState.Counter ? DenseTensor.Scalar(BadState.Saved) : BadState.Tensor(name, DType.Float32, 3)))]);

    static BadState Without(string name) => new([.. Whole().Entries.Where(entry => entry.Name != name)]);

    static BadState WithShape(string name, params int[] shape) => With(name, BadState.Tensor(name, DType.Float32, shape));

    static BadState WithCounter(DenseTensor counter) => With(BadState.Counter, counter);

    static BadState With(string name, DenseTensor tensor) =>
        new([.. Whole().Entries.Select(entry => entry.Name == name ? (name, tensor) : entry)]);

    static BadState Everything() => new(
    [
        ("running_var", BadState.Tensor("running_var", DType.Float32, 1)),
        ("scale", BadState.Tensor("scale", DType.Float32, 3)),
        .. Of("running_mean", BadState.Counter).Entries,
        ("weight", BadState.Tensor("weight", DType.Float32, 4)),
    ]);

    static string MissingText(params string[] names) => $"Missing key(s) in state_dict: {Quoted(names)}. ";

    static string UnexpectedText(params string[] names) => $"Unexpected key(s) in state_dict: {Quoted(names)}. ";

    static string SizeText(string name, params int[] saved) =>
        $"size mismatch for {name}: copying a param with shape torch.Size([{string.Join(", ", saved)}]) from checkpoint, "
        + "the shape in current model is torch.Size([3]).";

    static string Quoted(string[] names) => string.Join(", ", names.Select(name => $"\"{name}\""));
}
