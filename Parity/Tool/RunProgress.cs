using System.Diagnostics;
using System.Globalization;

namespace Parity.Tool;

/// <summary>What a terminal shows while a run goes on: cases done, rate, time left, failures so far.</summary>
/// <param name="cases">Number of cases of the run.</param>
/// <param name="before">How many of them were judged before it began.</param>
/// <param name="elapsed">Time since it began.</param>
public sealed class RunProgress(int cases, int before, Func<TimeSpan> elapsed)
{
    /// <summary>Progress of a run that begins now.</summary>
    public static RunProgress Starting(int cases, int before)
    {
        var watch = Stopwatch.StartNew();
        return new RunProgress(cases, before, () => watch.Elapsed);
    }

    /// <summary>One line, such as <c>250 of 1000 cases  50.0 a second  0:15 left  2 failed</c>.</summary>
    public string Line(int done, int failed)
    {
        double seconds = elapsed().TotalSeconds;
        // Cases of an earlier run took no time of this one.
        double rate = seconds > 0 ? (done - before) / seconds : 0;
        string left = rate > 0 ? Duration(TimeSpan.FromSeconds((cases - done) / rate)) : "-:--";
        return string.Create(CultureInfo.InvariantCulture, $"{done} of {cases} cases  {rate:0.0} a second  {left} left  {failed} failed");
    }

    static string Duration(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");
}
