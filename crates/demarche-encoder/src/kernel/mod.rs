//! The kernels: everything that depends on the CPU, and all `unsafe` code of the crate.
//!
//! - `simd`: sixteen lanes as a trait, and plain Rust as its reference; `avx2` and `avx512` implement it.
//! - `math`, `rows`, `gemm`, `attention`: the arithmetic, written once over that trait, without `unsafe`.
//! - `amx`: the integer products on tiles; the rest of that kernel is `avx512`.
//! - `aligned`: buffers on cache-line boundaries.
//!
//! `unsafe` is used for two things only: intrinsics and `asm!`, legal because a token that [`Kernel`] hands out proves
//! the CPU's features, and views of byte buffers as numbers in `aligned`. Each file states its invariants.

pub(crate) mod aligned;
#[cfg(all(target_arch = "x86_64", not(miri)))]
mod amx;
pub(crate) mod attention;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
pub(crate) mod gemm;
mod math;
pub(crate) mod rows;
mod simd;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use gemm::Gemm;
use simd::{Scalar, Task};

/// A set of CPU instructions to run the encoder with.
///
/// Every kernel gives the same bits for the same input; they differ in speed alone. Asking for one that this CPU (or
/// the system) does not offer is safe: the work then runs on [`Kernel::best`]. To know beforehand, see
/// [`Kernel::is_available`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kernel {
    /// Plain Rust, on any CPU: the reference. Slow on x86-64, where a fused multiply-add becomes a function call.
    Scalar,
    /// AVX2 with FMA (Intel since 2013, AMD since 2015).
    Avx2,
    /// AVX-512 with VNNI (Intel servers since 2019, AMD since 2022).
    Vnni,
    /// AMX tiles with AVX-512 VNNI (Intel servers since 2023), on Linux.
    Amx,
}

impl Kernel {
    /// All kernels, slowest first.
    const ALL: [Kernel; 4] = [Kernel::Scalar, Kernel::Avx2, Kernel::Vnni, Kernel::Amx];

    /// The kernels that this machine can run, slowest first; [`Kernel::Scalar`] is always among them.
    pub fn available() -> Vec<Kernel> {
        Self::ALL.into_iter().filter(|kernel| kernel.is_available()).collect()
    }

    /// The fastest kernel that this machine can run.
    pub fn best() -> Kernel {
        Self::ALL.into_iter().rfind(|kernel| kernel.is_available()).unwrap_or(Kernel::Scalar)
    }

    /// Whether this machine can run the kernel. For AMX this asks Linux for the right to use tiles, once.
    pub fn is_available(self) -> bool {
        self.engine().is_some()
    }

    /// The name, as printed and parsed: `scalar`, `avx2`, `vnni` or `amx`.
    pub fn name(self) -> &'static str {
        match self {
            Kernel::Scalar => "scalar",
            Kernel::Avx2 => "avx2",
            Kernel::Vnni => "vnni",
            Kernel::Amx => "amx",
        }
    }

    /// The kernel's proof that it can run here.
    fn engine(self) -> Option<Engine> {
        #[cfg(target_arch = "x86_64")]
        match self {
            Kernel::Avx2 => return avx2::Avx2::detect().map(Engine::Avx2),
            Kernel::Vnni => return avx512::Avx512::detect().map(Engine::Avx512),
            #[cfg(not(miri))]
            Kernel::Amx => return amx::Amx::detect().map(Engine::Amx),
            _ => {}
        }
        (self == Kernel::Scalar).then_some(Engine::Scalar)
    }

    fn engine_or_best(self) -> Engine {
        self.engine().or_else(|| Kernel::best().engine()).unwrap_or(Engine::Scalar)
    }

    /// Runs a task with this kernel's vector instructions.
    pub(crate) fn run<T: Task>(self, task: T) -> T::Output {
        match self.engine_or_best() {
            Engine::Scalar => task.run(Scalar),
            #[cfg(target_arch = "x86_64")]
            Engine::Avx2(simd) => simd.run(task),
            #[cfg(target_arch = "x86_64")]
            Engine::Avx512(simd) => simd.run(task),
            #[cfg(all(target_arch = "x86_64", not(miri)))]
            Engine::Amx(amx) => amx.avx512().run(task),
        }
    }

    /// Runs a product, on tiles where the kernel has them.
    pub(crate) fn gemm(self, gemm: Gemm<'_>) {
        match self.engine_or_best() {
            #[cfg(all(target_arch = "x86_64", not(miri)))]
            Engine::Amx(amx) => amx.gemm(gemm),
            _ => self.run(gemm),
        }
    }
}

/// The instructions that a kernel runs on, each with its proof.
#[derive(Clone, Copy)]
enum Engine {
    Scalar,
    #[cfg(target_arch = "x86_64")]
    Avx2(avx2::Avx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(avx512::Avx512),
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    Amx(amx::Amx),
}

impl fmt::Display for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The text is not the name of a kernel.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown kernel `{0}` (known: `scalar`, `avx2`, `vnni`, `amx`)")]
pub struct ParseKernelError(String);

impl FromStr for Kernel {
    type Err = ParseKernelError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|kernel| kernel.name().eq_ignore_ascii_case(text.trim()));
        known.ok_or_else(|| ParseKernelError(text.to_owned()))
    }
}
