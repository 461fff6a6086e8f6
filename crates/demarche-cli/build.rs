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
}
