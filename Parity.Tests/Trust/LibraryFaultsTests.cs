using Parity.Trust;

namespace Parity.Tests.Trust;

/// <summary>A fault of the library is seen by its bits where bounds have room for it.</summary>
public sealed class LibraryFaultsTests
{
    static readonly Dictionary<string, IReadOnlyList<LibraryFaultRow>> measured = [];

    // More values than float16 counts; and a variance that may be 0 without eps, where no bound is finite.
    public static TheoryData<string> Quick => [LibraryFaults.Cases[0], LibraryFaults.Cases[5], LibraryFaults.Cases[6]];

    [Theory, MemberData(nameof(Quick))]
    public void The_page_has_the_rows_that_are_measured(string descriptor)
    {
        string page = File.ReadAllText(TrustPageTests.Page());
        Assert.All(LibraryFaults.Text(Measured(descriptor)).TrimEnd().Split('\n'), line => Assert.Contains(line, page, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Quick))]
    public void Bits_see_what_bounds_do_and_smaller_faults(string descriptor) => Assert.All(Measured(descriptor), row =>
        Assert.All(row.Seen, seen => Assert.True(Size(seen.ByBits) <= Size(seen.ByBounds), $"{row.Fault}: {seen.ByBounds} by bounds, {seen.ByBits} by bits")));

    [Fact]
    public void One_unit_of_one_element_is_enough() =>
        Assert.All(Measured(LibraryFaults.Cases[0])[2].Seen, seen => Assert.Equal("2^-24", seen.ByBits));

    [Fact]
    public void Where_there_is_no_bound_only_bits_see_a_fault() =>
        Assert.Contains(Measured(LibraryFaults.Cases[6]), row => row.Fault == "one element is NaN" && row.Seen[0] == ("not seen", "seen"));

    // Each once for all tests, which take turns.
    static IReadOnlyList<LibraryFaultRow> Measured(string descriptor)
    {
        if (!measured.TryGetValue(descriptor, out IReadOnlyList<LibraryFaultRow>? rows))
            measured.Add(descriptor, rows = LibraryFaults.Of(descriptor));
        return rows;
    }

    static int Size(string seen) => seen switch
    {
        "not seen" => int.MaxValue,
        "seen" => 0,
        _ => -int.Parse(seen["2^-".Length..], System.Globalization.CultureInfo.InvariantCulture),
    };
}
