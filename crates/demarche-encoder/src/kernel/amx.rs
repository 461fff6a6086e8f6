//! Intel AMX: products of 16 x 64 tiles of bytes. Everything else runs on AVX-512.
//!
//! Stable Rust has no AMX intrinsics, hence `asm!`. Soundness:
//! - an [`Amx`] exists only where the CPU has AMX-INT8, the system saves its state, and Linux has granted this process
//!   the right to use it;
//! - every product loads the tile configuration before its first tile instruction and releases it after its last, on
//!   the same thread, so no state is left behind and none is relied upon;
//! - tile loads read exactly 16 rows of 64 bytes; [`Amx::gemm`] checks the lengths of both operands first.

use std::arch::asm;
use std::arch::x86_64::{__cpuid, __cpuid_count, _xgetbv};
use std::sync::OnceLock;

use super::avx512::Avx512;
use super::gemm::{Gemm, PANEL, Tile};
use super::simd::{LANES, Simd, Task};

/// Rows of a tile.
const TILE_ROWS: usize = 16;

/// Proof that tile instructions may be executed, with the AVX-512 that all the rest needs.
#[derive(Clone, Copy)]
pub(crate) struct Amx(Avx512);

impl Amx {
    /// Asks once for the process.
    pub(crate) fn detect() -> Option<Self> {
        static GRANTED: OnceLock<bool> = OnceLock::new();
        let avx512 = Avx512::detect()?;
        GRANTED.get_or_init(|| cpu_has_amx_int8() && system_grants_tiles()).then_some(Amx(avx512))
    }

    /// All the work that is not a product.
    pub(crate) fn avx512(self) -> Avx512 {
        self.0
    }

    pub(crate) fn gemm(self, gemm: Gemm<'_>) {
        let padded_rows = gemm.x.rows.next_multiple_of(TILE_ROWS);
        assert!(gemm.x.q.len() >= padded_rows * gemm.w.k, "quantised rows are not padded to 16");
        self.0.run(Tiles(gemm));
    }
}

fn cpu_has_amx_int8() -> bool {
    if __cpuid(0).eax < 7 || !is_x86_feature_detected!("xsave") {
        return false;
    }
    let has_osxsave = __cpuid(1).ecx & (1 << 27) != 0;
    // leaf 7 EDX: bit 24 AMX-TILE, bit 25 AMX-INT8
    let has_amx = __cpuid_count(7, 0).edx & (0b11 << 24) == 0b11 << 24;
    if !has_osxsave || !has_amx {
        return false;
    }
    // SAFETY: OSXSAVE is set, so `xgetbv` may be executed.
    let enabled = unsafe { _xgetbv(0) };
    enabled & (0b11 << 17) == 0b11 << 17 // tile configuration and tile data
}

/// `arch_prctl(ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA)`: Linux lets a process use tiles only after it has asked.
#[cfg(target_os = "linux")]
fn system_grants_tiles() -> bool {
    let result: isize;
    // SAFETY: the call takes two integers and touches no memory of ours; `syscall` clobbers rcx and r11.
    unsafe {
        asm!("syscall", inlateout("rax") 158isize => result, in("rdi") 0x1023, in("rsi") 18,
            lateout("rcx") _, lateout("r11") _, options(nostack));
    }
    result == 0
}

#[cfg(not(target_os = "linux"))]
fn system_grants_tiles() -> bool {
    false
}

/// Operand of `ldtilecfg`: palette 1, all eight tiles 16 rows of 64 bytes.
#[repr(C, align(64))]
struct TileConfig([u8; 64]);

static CONFIG: TileConfig = {
    let mut bytes = [0; 64];
    bytes[0] = 1;
    let mut tile = 0;
    while tile < 8 {
        bytes[16 + 2 * tile] = 64; // bytes in a row, low half of a u16
        bytes[48 + tile] = TILE_ROWS as u8;
        tile += 1;
    }
    TileConfig(bytes)
};

/// Integer sums of 32 rows and two panels, `[row][panel][column]`.
#[repr(C, align(64))]
struct Sums([[i32; LANES]; 4 * TILE_ROWS]);

/// The product on tiles; made only by [`Amx::gemm`], which has checked lengths and holds the proof.
struct Tiles<'a>(Gemm<'a>);

impl Task for Tiles<'_> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let mut gemm = self.0;
        let mut sums = Sums([[0; LANES]; 4 * TILE_ROWS]);
        let (k, rows) = (gemm.w.k, gemm.x.rows);
        // SAFETY: tiles may be used (`Amx`); the operand is 64 readable bytes describing a valid configuration.
        unsafe { asm!("ldtilecfg [{}]", in(reg) CONFIG.0.as_ptr(), options(nostack, readonly)) };
        for panel in (0..gemm.w.panels()).step_by(2) {
            let weights = [gemm.w.panel(panel).as_ptr().cast(), gemm.w.panel(panel + 1).as_ptr().cast()];
            for row in (0..rows).step_by(2 * TILE_ROWS) {
                let left = (rows - row).min(2 * TILE_ROWS);
                let first = gemm.x.q[row * k..].as_ptr();
                // SAFETY: tiles are configured. From `first`, 16 rows of `k` bytes are readable when at least one row
                // is left and 32 when more than 16 are (`Amx::gemm`); a panel holds `k / 64` tiles of 1024 bytes.
                unsafe {
                    if left > TILE_ROWS {
                        multiply_2x2(first, weights, k, &mut sums);
                    } else {
                        multiply_1x2(first, weights, k, &mut sums);
                    }
                }
                gemm.finish(simd, &sums.0[..2 * left], Tile { row, rows: left, panel, panels: 2 });
            }
        }
        // SAFETY: tiles may be used; this only resets their state.
        unsafe { asm!("tilerelease", options(nostack)) };
    }
}

/// 32 rows against two panels: four tiles of sums (0 to 3), each operand tile used twice.
///
/// # Safety
/// Tiles are configured as [`CONFIG`]; `rows` points to 32 rows of `k` bytes, each of `weights` to `16 * k` bytes;
/// `k` is a positive multiple of 64.
#[inline(always)]
unsafe fn multiply_2x2(rows: *const u8, weights: [*const i8; 2], k: usize, sums: &mut Sums) {
    // SAFETY: by the caller's promise the loop reads `k / 64` tiles from each operand; `sums` holds 32 rows of 128
    // bytes.
    unsafe {
        asm!(
            "tilezero tmm0",
            "tilezero tmm1",
            "tilezero tmm2",
            "tilezero tmm3",
            "2:",
            "tileloadd tmm6, [{w0} + {line}*1]",
            "tileloadd tmm4, [{a0} + {k}*1]",
            "tdpbusd tmm0, tmm4, tmm6",
            "tileloadd tmm7, [{w1} + {line}*1]",
            "tdpbusd tmm1, tmm4, tmm7",
            "tileloadd tmm5, [{a1} + {k}*1]",
            "tdpbusd tmm2, tmm5, tmm6",
            "tdpbusd tmm3, tmm5, tmm7",
            "add {a0}, 64",
            "add {a1}, 64",
            "add {w0}, 1024",
            "add {w1}, 1024",
            "dec {steps}",
            "jnz 2b",
            "tilestored [{sums} + {pitch}*1], tmm0",
            "tilestored [{sums} + {pitch}*1 + 64], tmm1",
            "tilestored [{sums} + {pitch}*1 + 2048], tmm2",
            "tilestored [{sums} + {pitch}*1 + 2112], tmm3",
            a0 = inout(reg) rows => _,
            a1 = inout(reg) rows.add(TILE_ROWS * k) => _,
            w0 = inout(reg) weights[0] => _,
            w1 = inout(reg) weights[1] => _,
            steps = inout(reg) k / 64 => _,
            k = in(reg) k,
            line = in(reg) 4 * PANEL,
            sums = in(reg) sums.0.as_mut_ptr(),
            pitch = in(reg) 8 * PANEL,
            out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _, out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
            options(nostack),
        );
    }
}

/// 16 rows against two panels.
///
/// # Safety
/// As [`multiply_2x2`], with 16 rows.
#[inline(always)]
unsafe fn multiply_1x2(rows: *const u8, weights: [*const i8; 2], k: usize, sums: &mut Sums) {
    // SAFETY: as above.
    unsafe {
        asm!(
            "tilezero tmm0",
            "tilezero tmm1",
            "2:",
            "tileloadd tmm4, [{a0} + {k}*1]",
            "tileloadd tmm6, [{w0} + {line}*1]",
            "tdpbusd tmm0, tmm4, tmm6",
            "tileloadd tmm7, [{w1} + {line}*1]",
            "tdpbusd tmm1, tmm4, tmm7",
            "add {a0}, 64",
            "add {w0}, 1024",
            "add {w1}, 1024",
            "dec {steps}",
            "jnz 2b",
            "tilestored [{sums} + {pitch}*1], tmm0",
            "tilestored [{sums} + {pitch}*1 + 64], tmm1",
            a0 = inout(reg) rows => _,
            w0 = inout(reg) weights[0] => _,
            w1 = inout(reg) weights[1] => _,
            steps = inout(reg) k / 64 => _,
            k = in(reg) k,
            line = in(reg) 4 * PANEL,
            sums = in(reg) sums.0.as_mut_ptr(),
            pitch = in(reg) 8 * PANEL,
            out("tmm0") _, out("tmm1") _, out("tmm4") _, out("tmm6") _, out("tmm7") _,
            options(nostack),
        );
    }
}
