using System.Collections.Immutable;

namespace Parity.Cases;

/// <summary>Shapes beyond the sizes at which a kernel may change its way: 65,536 elements, as many values a channel, 4,096 channels.</summary>
static class LargeCases
{
    const int ManyValues = 1 << 16, ManyChannels = 1 << 12;

    // So much more than the threshold that every remainder of a vector, a tile and a block comes in.
    const int Spread = 4096;

    // A kernel that looks for the values of each channel among all takes as long as channels times elements.
    const int FewMore = 512;

    static readonly int[] manyAtOnce = [64, 96, 160, 256, 257, 512];

    /// <summary>What there is much of.</summary>
    public enum Kind
    {
        /// <summary>Values of each channel.</summary>
        Values,

        /// <summary>Channels.</summary>
        Channels,

        /// <summary>Both, as layers in the middle of a network have it.</summary>
        Elements,
    }

    /// <summary>What there is much of, and the mode, in the order of a run: much of one thing twice as often as of both.</summary>
    public static IReadOnlyList<(Kind Kind, bool Training)> Cells { get; } =
    [
        (Kind.Values, true), (Kind.Channels, false), (Kind.Values, false), (Kind.Channels, true), (Kind.Elements, true),
        (Kind.Values, false), (Kind.Channels, true), (Kind.Values, true), (Kind.Channels, false), (Kind.Elements, false),
    ];

    /// <summary>A case like another, of a large shape.</summary>
    /// <param name="c">What it is like; its module's rank stays.</param>
    /// <param name="kind">What there is much of.</param>
    /// <param name="picks">Three numbers of 0 or more, from which the lengths follow.</param>
    public static BatchNormCase Of(BatchNormCase c, Kind kind, int[] picks)
    {
        int channels = kind switch
        {
            Kind.Values => picks[0] % 4 == 0 ? 2 : 1,
            Kind.Channels => ManyChannels + 1 + picks[0] % FewMore,
            _ => manyAtOnce[picks[0] % manyAtOnce.Length],
        };
        int values = kind switch
        {
            Kind.Values => ManyValues + 1 + picks[1] % Spread,
            Kind.Channels => 2 + picks[1] % 4,
            _ => (ManyValues + picks[1] % Spread) / channels + 1,
        };
        // One entry in three batches, else few: planes are long.
        int entries = c.Shape.Length == 2 ? values : Math.Min(1 + picks[2] % 3, values);
        ImmutableArray<int> torch = c.Shape.Length switch
        {
            2 => [values, channels],
            3 => [entries, channels, Share(values, entries)],
            _ => Plane(entries, channels, Share(values, entries), picks[2]),
        };
        return c with { Shape = c.IsTransposed ? [torch[0], torch[2], torch[1]] : torch };
    }

    static ImmutableArray<int> Plane(int entries, int channels, int plane, int pick)
    {
        int height = Math.Max(1, (int)Math.Sqrt(plane) - pick % 7);
        return [entries, channels, height, Share(plane, height)];
    }

    static int Share(int whole, int parts) => (whole + parts - 1) / parts;
}
