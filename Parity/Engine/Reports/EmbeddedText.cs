namespace Parity.Reports;

/// <summary>Text files that are part of the assembly.</summary>
static class EmbeddedText
{
    /// <summary>The text of a resource, with LF line ends however the repository was checked out.</summary>
    public static string Read(string name)
    {
        using var stream = typeof(EmbeddedText).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the assembly has no resource '{name}'");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
