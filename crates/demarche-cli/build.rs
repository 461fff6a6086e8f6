//! Sets `embedded_model` where the trained model is there to be built in. Without it the program builds all the same,
//! for training needs the program before there is a model; it then asks for `--model`.

use std::path::Path;

fn main() {
    println!("cargo::rustc-check-cfg=cfg(embedded_model)");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../model");
    let files = ["reader.safetensors", "tokenizer.json"].map(|name| folder.join(name));
    for file in &files {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    if files.iter().all(|file| file.is_file()) {
        println!("cargo::rustc-cfg=embedded_model");
    } else {
        println!("cargo::warning=model/ is not trained yet: the program will ask for --model");
    }
    let tables = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
    println!("cargo::rerun-if-changed={}", tables.display());
    let pack = match demarche_knowledge::folder::compile_folder(&tables) {
        Ok(compiled) => compiled.pack,
        Err(error) => {
            println!("cargo::error={}", error.to_string().replace('\n', " "));
            return;
        }
    };
    let out = Path::new(&std::env::var_os("OUT_DIR").unwrap_or_default()).join("knowledge.pack");
    if let Err(error) = std::fs::write(&out, pack) {
        println!("cargo::error={}: {error}", out.display());
    }
}
