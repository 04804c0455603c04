using System.Text;

namespace Parity.Errors;

/// <summary>The table of errors, ours beside PyTorch's, in Markdown.</summary>
public static class ErrorTable
{
    /// <summary>One row per bad use.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("| use | PyTorch | ours | batches counted |\n|---|---|---|---|\n");
        foreach (BadUse use in BadUseCatalog.All)
        {
            string pytorch = use.Says is { } says ? $"`{says}`" : "no error";
            text.Append(null, $"| {use} | {pytorch} | {Ours(use)} | {use.Counted?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "–"} |\n");
        }

        return text.ToString();
    }

    static string Ours(BadUse use) => OwnAnswer.To(use) switch
    {
        null => "does not compile",
        { Error: null } => use.Says is null ? "no error" : "**no error**",
        { Error: { } error } => error.Message == use.Says ? "the same" : $"**`{error.Message}`**",
    };
}
