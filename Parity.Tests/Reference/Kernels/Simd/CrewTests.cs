using System.Diagnostics;
using Parity.Reference.Kernels.Simd;

namespace Parity.Tests.Reference.Kernels.Simd;

public sealed unsafe class CrewTests
{
    const int MostUnits = 40;
    static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(0, 3), InlineData(1, 3), InlineData(2, 3), InlineData(3, MostUnits)]
    [InlineData(9, 1), InlineData(9, 2), InlineData(MostUnits, 3)]
    public void Every_unit_has_run_once_when_the_call_returns(int units, int threads)
    {
        int* runs = stackalloc int[MostUnits];
        new Span<int>(runs, MostUnits).Clear();
        var work = new SlowUnits { Runs = runs };
        Crew.Run(ref work, units, threads);
        for (int unit = 0; unit < MostUnits; unit++)
            Assert.Equal(unit < units ? 1 : 0, runs[unit]);
    }

    // The pool may be busy with other tests: it is asked until it has a thread to spare.
    [Theory]
    [InlineData(2), InlineData(3)]
    public void Threads_of_the_pool_help_but_no_more_than_were_asked_for(int threads)
    {
        int* count = stackalloc int[2];
        new Span<int>(count, 2).Clear();

        // Threads enough for more than those, on any machine; the pool keeps them.
        ThreadPool.GetMinThreads(out int workers, out int completions);
        ThreadPool.SetMinThreads(Math.Max(workers, threads + 2), completions);
        for (var waited = Stopwatch.StartNew(); count[1] < 2 && waited.Elapsed < patience;)
            for (int call = 0; call < 5; call++)
            {
                var work = new CountedThreads { Now = count, Most = count + 1 };
                Crew.Run(ref work, 6, threads);
            }

        Assert.InRange(count[1], 2, threads);
        Assert.Equal(0, count[0]);
    }

    [Fact]
    public void One_thread_is_the_caller_and_goes_in_order()
    {
        int* last = stackalloc int[2];
        (last[0], last[1]) = (-1, 0);
        var work = new InOrder { Last = last, Thread = Environment.CurrentManagedThreadId };
        Crew.Run(ref work, MostUnits, 1);
        Assert.Equal((MostUnits - 1, 0), (last[0], last[1]));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public void A_failure_reaches_the_caller_once_nobody_works_any_more(int threads)
    {
        int* count = stackalloc int[2];
        new Span<int>(count, 2).Clear();
        for (int failing = 0; failing < 4; failing++)
        {
            var work = new OneFails { Inside = count, Failing = failing };
            string? message = null;
            try
            {
                Crew.Run(ref work, 5, threads);
            }
            catch (InvalidOperationException e)
            {
                message = e.Message;
            }

            Assert.Equal($"unit {failing}", message);
            Assert.Equal(0, count[0]);
        }

        // The crew has forgotten it.
        Every_unit_has_run_once_when_the_call_returns(9, threads);
    }

    // Long enough for a thread of the pool to come in, and for a caller that does not wait to be seen.
    struct SlowUnits : IWork
    {
        public int* Runs;

        public readonly void Run(nint unit)
        {
            Thread.Sleep(1);
            Interlocked.Increment(ref Runs[unit]);
        }
    }

    struct CountedThreads : IWork
    {
        public int* Now;
        public int* Most;

        public readonly void Run(nint unit)
        {
            int now = Interlocked.Increment(ref *Now);
            for (int most = *Most; now > most; most = *Most)
                Interlocked.CompareExchange(ref *Most, now, most);
            Thread.Sleep(2);
            Interlocked.Decrement(ref *Now);
        }
    }

    struct InOrder : IWork
    {
        public int* Last;
        public int Thread;

        public readonly void Run(nint unit)
        {
            if (unit != Last[0] + 1 || Environment.CurrentManagedThreadId != Thread)
                Last[1]++;
            Last[0] = (int)unit;
        }
    }

    struct OneFails : IWork
    {
        public int* Inside;
        public int Failing;

        public readonly void Run(nint unit)
        {
            if (unit == Failing)
                throw new InvalidOperationException($"unit {unit}");
            Interlocked.Increment(ref *Inside);
            Thread.Sleep(1);
            Interlocked.Decrement(ref *Inside);
        }
    }
}
