using System.Text.Json.Serialization;

namespace Parity.Reports;

/// <summary>How many of the library's tensors have the bits that its known arithmetic gives.</summary>
/// <param name="Conditions">On what the bits depend: capability and threads.</param>
/// <param name="Departure">
/// The way on which this machine's library left the arithmetic before the run; null where it follows it, and must not leave it.
/// </param>
/// <param name="Rows">The counts.</param>
/// <param name="Differences">The first tensors with other bits.</param>
public sealed record LibraryReport(
    string Conditions, string? Departure, IReadOnlyList<LibraryRow> Rows, IReadOnlyList<LibraryDifference> Differences)
{
    /// <summary>Whether the arithmetic itself answered, and no library.</summary>
    public bool Emulated { get; init; }

    /// <summary>Cases with a root that only the vendor's library knows, so that their output is judged by bounds.</summary>
    public int RootsUnknown { get; init; }

    /// <summary>Cases whose gradients the library gets wrong, and which its known bits explain.</summary>
    public int Misread { get; init; }

    /// <summary>How many differences are listed.</summary>
    public const int Listed = 10;

    /// <summary>Whether no tensor has other bits than the arithmetic that this machine's library follows.</summary>
    [JsonIgnore]
    public bool Passed => Departure is not null || Rows.All(row => row.Same == row.Tensors);

    /// <summary>What every form of the report says of it, in one line.</summary>
    public string Headline(Func<long, string> number)
    {
        int tensors = Rows.Sum(row => row.Tensors), same = Rows.Sum(row => row.Same);
        string counts = Emulated ? $"none was run; all answers are {Conditions}, written out"
            : $"{number(same)} of {number(tensors)} tensors of the library have the bits of its known arithmetic ({Conditions})";
        string departure = Departure is null ? "" : $"; this machine's does not follow it ({Departure})";
        return counts + departure + (RootsUnknown > 0 ? $"; {number(RootsUnknown)} {Cases(RootsUnknown)} with a root that only the vendor's library knows, by bounds" : "")
            + (Misread > 0 ? $"; {number(Misread)} {Cases(Misread)} with gradients that the library gets wrong, to the bit as it is known to" : "");
    }

    static string Cases(int count) => count == 1 ? "case" : "cases";

    /// <summary>What changed, way by way: a finding where the library follows its arithmetic otherwise.</summary>
    public IEnumerable<string> Findings(Func<long, string> number) => Rows.Where(row => row.Same < row.Tensors).Select(row =>
        $"the library's arithmetic {(Departure is null ? "changed" : "is another")}: {row.Way}, {row.Dtype}, {row.Quantity}: {number(row.Tensors - row.Same)} of {number(row.Tensors)} tensors");
}

/// <summary>The library's tensors of one kind.</summary>
/// <param name="Way">The library's way to them.</param>
/// <param name="Dtype">Element type of the batch.</param>
/// <param name="Quantity">What they are.</param>
/// <param name="Tensors">How many.</param>
/// <param name="Same">Those with the bits that the known arithmetic gives.</param>
public sealed record LibraryRow(string Way, string Dtype, string Quantity, int Tensors, int Same);

/// <summary>One tensor of the library with other bits.</summary>
/// <param name="Case">Descriptor.</param>
/// <param name="Way">The library's way to it.</param>
/// <param name="Library">What the library has where the two first differ.</param>
/// <param name="Expected">What the known arithmetic gives there.</param>
/// <param name="Replay">Command line that runs the case again.</param>
public sealed record LibraryDifference(string Case, string Way, string Library, string Expected, string Replay);
