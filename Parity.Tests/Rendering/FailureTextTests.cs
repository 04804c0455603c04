using Parity.Rendering;
using Parity.Reports;
using Parity.Tests.Reports;

namespace Parity.Tests.Rendering;

public class FailureTextTests
{
    static readonly OracleIdentity pytorch = new("pytorch", "1.13.1", Live: true);

    [Fact]
    public void A_failure_says_what_where_by_how_much_who_is_right_and_how_to_see_it_again() =>
        Assert.Equal(
            """
            FAILED  simd  grad_input  kernel worse  against pytorch 1.13.1
              case      bn1d/1x9x4/seed=61025143
              mismatch  3 of 36 elements, first at [0, 2, 1]
              worst     [0, 5, 3]  expected 0.12345678 (0x3DFCD6E9)  actual 0.12345694 (0x3DFCD6FE)
                        |diff| 1.56e-07, 117 % of rtol 1e-06 atol 1e-08, 21 ULP
              exact     simd is 18 ULP away (117 % of its error bound), pytorch 3 ULP (25 % of its error bound)
              replay    ./run.sh replay bn1d/1x9x4/seed=61025143
            """.ReplaceLineEndings("\n"),
            FailureText.Of(SampleDisagreements.GradInput, pytorch));

    [Fact]
    public void A_long_line_goes_on_below_itself() =>
        Assert.Contains(
            "  worst     [0, 5, 3]  expected 0.12345678 (0x3DFCD6E9)\n            actual 0.12345694 (0x3DFCD6FE)\n",
            FailureText.Of(SampleDisagreements.GradInput, pytorch, width: 80));

    [Fact]
    public void What_the_oracle_alone_got_wrong_is_noted_not_failed() =>
        Assert.StartsWith(
            "NOTED   simd  grad_input  oracle worse  against pytorch 1.13.1\n",
            FailureText.Of(SampleDisagreements.GradInput with { Fails = false, Verdict = "oracle worse" }, pytorch));

    [Fact]
    public void What_ended_a_kernel_is_part_of_its_verdict() =>
        Assert.StartsWith(
            "FAILED  simd  grad_input  died (SIGSEGV)  against pytorch 1.13.1\n",
            FailureText.Of(SampleDisagreements.GradInput with { Verdict = "died", Cause = "SIGSEGV" }, pytorch));

    [Fact]
    public void A_shrunk_case_says_what_it_was_found_as() =>
        Assert.Contains(
            "  found as  bn1d/9x9x9/seed=1\n",
            FailureText.Of(SampleDisagreements.GradInput with { FoundAs = "bn1d/9x9x9/seed=1" }, pytorch));

    [Fact]
    public void A_scalar_has_no_index()
    {
        string text = FailureText.Of(
            SampleDisagreements.GradInput with { Quantity = "num_batches_tracked", Elements = 1, Mismatches = 1, FirstIndex = [], Index = [], Expected = 1, Actual = 2 }, pytorch);
        Assert.Contains("  mismatch  1 of 1 element\n", text);
        Assert.Contains("  worst     expected 1 (", text);
    }

    [Fact]
    public void A_limit_of_zero_is_stated_not_divided_by() =>
        Assert.Contains("|diff| 1.56e-07, allowed is rtol 0 atol 0, 21 ULP", FailureText.Of(SampleDisagreements.GradInput with { Allowed = 0, Limit = "rtol 0 atol 0" }, pytorch));

    [Theory]
    [InlineData(1.0, "100 % of")]
    [InlineData(1.0000001, "100.00001 % of")]
    [InlineData(0.999, "99.9 % of")]
    [InlineData(12345678, "1.2e+9 % of")]
    [InlineData(1e-9, "1.0e-7 % of")]
    public void A_share_is_never_rounded_to_the_limit(double ratio, string text) =>
        Assert.Contains(text, FailureText.Of(SampleDisagreements.GradInput with { Allowed = 1, AbsDiff = ratio }, pytorch));

    [Theory]
    [InlineData(" plain ", "plain")]
    [InlineData("one\ntwo", "one (...)")]
    [InlineData("one\r\ntwo", "one (...)")]
    [InlineData("tab\tand \u001b[31m", "tab and  [31m")]
    public void A_text_becomes_one_harmless_line(string text, string line) => Assert.Equal(line, FailureText.OneLine(text));

    [Fact]
    public void A_lost_case_says_why_and_how_to_run_it_again() =>
        Assert.Equal(
            """
            NO ANSWER  from pytorch 1.13.1
              case      bn1d/2x2
              reason    no answer in 30 s
              replay    ./run.sh replay bn1d/2x2
            """.ReplaceLineEndings("\n"),
            FailureText.Of(new OracleFailure("bn1d/2x2", "no answer in 30 s", "./run.sh replay bn1d/2x2"), pytorch));
}
