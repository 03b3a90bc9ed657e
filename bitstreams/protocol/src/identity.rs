//! Who a board is.

/// What a board says of itself; constants of its bitstream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The build, as `entrain build` prints it.
    pub build_id: u32,
    /// Fingerprint of the network and of its layout in memory (`Plan::fingerprint`).
    pub network: u32,
    /// Inputs.
    pub features: u16,
    /// Classes.
    pub classes: u16,
    /// Bytes of a word on the line.
    pub word_bytes: u8,
    /// Largest payload that the board takes.
    pub room: u16,
    /// Bit 0: there is a way to the flash. Bit 1: rate, margin and revival are registers. Bit 3: registers are read and written by their addresses.
    pub abilities: u8,
    /// Units of each layer.
    pub units: Vec<u16>,
}

impl Identity {
    /// Bit of `abilities` for the flash.
    pub const FLASH: u8 = 1;
    /// Bit of `abilities` for the registers.
    pub const REGISTERS: u8 = 2;
    /// Bit of `abilities` that is set if the weights came from the flash after the last reset.
    pub const RESTORED: u8 = 4;

    /// Bit of `abilities` for `peek` and `poke`.
    pub const ADDRESSES: u8 = 8;

    /// What a board can do.
    pub fn abilities(flash: bool, registers: bool) -> u8 {
        (flash as u8 * Identity::FLASH) | (registers as u8 * Identity::REGISTERS) | Identity::ADDRESSES
    }

    /// The payload of the answer to `Identify`.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.build_id.to_le_bytes().to_vec();
        bytes.extend(self.network.to_le_bytes());
        bytes.extend(self.features.to_le_bytes());
        bytes.extend(self.classes.to_le_bytes());
        bytes.extend([self.units.len() as u8, self.word_bytes]);
        bytes.extend(self.room.to_le_bytes());
        bytes.push(self.abilities);
        self.units.iter().for_each(|units| bytes.extend(units.to_le_bytes()));
        bytes
    }
}
