using System.Globalization;
using FsCheck;

namespace Parity.Tests;

/// <summary>How many cases the properties draw, and from which seed: <c>PARITY_CASES</c> and <c>PARITY_SEED</c>.</summary>
static class Settings
{
    /// <summary>Cases of each property.</summary>
    public static int Cases => Number("PARITY_CASES", 300, least: 1);

    /// <summary>Seed of the cases.</summary>
    public static int Seed => Number("PARITY_SEED", 42, least: 0);

    /// <summary>
    /// How FsCheck tests a property: throws on the first failure, and draws the same values in every run. A gate does not
    /// turn red without a change; <c>PARITY_SEED</c> draws others.
    /// </summary>
    /// <param name="tests">Values to draw.</param>
    public static Config Property(int tests) => Config.QuickThrowOnFailure.WithMaxTest(tests).WithReplay((ulong)Seed, 1);

    static int Number(string variable, int unset, int least)
    {
        string? text = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrEmpty(text))
            return unset;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least
            ? value
            : throw new FormatException($"{variable} is '{text}'; allowed are whole numbers from {least}");
    }
}
