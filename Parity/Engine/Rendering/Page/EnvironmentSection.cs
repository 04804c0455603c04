using Parity.Reports;

namespace Parity.Rendering;

/// <summary>Where and when the run took place.</summary>
static class EnvironmentSection
{
    /// <summary>Oracle, machine and times.</summary>
    public static Html Write(ParityReport report)
    {
        var (environment, timing) = (report.Environment, report.Timing);
        return Html.Of($"""
            <section id="environment">
            <h2>Environment</h2>
            <dl>
            {Fact("oracle", $"{report.Oracle.Name} {report.Oracle.Version}, {report.Oracle.Caution ?? "live"}")}{Fact("system", environment.Os)}{Fact("processor", environment.Cpu)}{Fact("vectors", environment.Simd)}{Fact("threads", NumberText.Count(environment.Threads))}{Fact("runtime", environment.Dotnet)}{(environment.Loading is { } loading ? Fact("loading", loading) : Html.None)}{Fact("started", NumberText.Moment(timing.Started))}{Fact("took", $"{NumberText.Seconds(timing.Seconds)}, of these {NumberText.Seconds(timing.OracleSeconds)} for the oracle")}</dl>
            </section>
            """);
    }

    static Html Fact(string name, string value) => Html.Of($"""
        <div><dt>{name}</dt><dd>{value}</dd></div>

        """);
}
