import { pairedNames, type Country } from './country.js';

export const THAILAND: Country = {
  code: 'TH',
  language: 'th-TH',
  timeZone: 'Asia/Bangkok',
  currency: 'THB',
  perEuro: 38,
  taxPercent: 7,
  phonePrefix: '+668',
  familyFirst: false,
  givenNames: pairedNames(
    'สมชาย=somchai, กนกวรรณ=kanokwan, ธนพล=thanaphon, ปรียา=preeya, วิชัย=wichai, สุดารัตน์=sudarat, ' +
      'อนุชา=anucha, นภัสสร=naphatson, ชัยวัฒน์=chaiwat, พิมพ์ชนก=phimchanok, กิตติศักดิ์=kittisak, ' +
      'มาลี=malee, ณัฐวุฒิ=natthawut, อรทัย=orathai, ประเสริฐ=prasoet, รัตนา=rattana, ' +
      'ศุภชัย=suphachai, จันทร์จิรา=chanchira, เอกชัย=ekkachai, วรรณา=wanna, บุญมี=bunmi, ' +
      'ดวงใจ=duangchai, ไพโรจน์=phairot, สิริกร=sirikon',
  ),
  familyNames: pairedNames(
    'ใจดี=chaidi, ศรีสุข=sisuk, ทองดี=thongdi, แสงจันทร์=saengchan, วงศ์สวัสดิ์=wongsawat, ' +
      'บุญเรือง=bunrueang, พงษ์ไพบูลย์=phongphaibun, สุขสันต์=suksan, รุ่งเรือง=rungrueang, ' +
      'เจริญผล=charoenphon, อินทรสุวรรณ=inthrasuwan, มณีรัตน์=manirat, คำแก้ว=khamkaeo, ' +
      'ชูเกียรติ=chukiat, นาคสวัสดิ์=naksawat, ภูมิใจ=phumchai, ยิ้มแย้ม=yimyaem, เพชรรัตน์=phetcharat, ' +
      'สายบัว=saibua, โพธิ์ทอง=phothong',
  ),
  streets: [
    'ถนนสุขุมวิท',
    'ถนนเจริญกรุง',
    'ถนนพหลโยธิน',
    'ถนนลาดพร้าว',
    'ถนนนิมมานเหมินท์',
    'ถนนมิตรภาพ',
    'ซอยอารีย์',
    'ถนนเพชรเกษม',
  ],
  cities: [
    {
      name: 'กรุงเทพมหานคร',
      postalCode: '10110',
      region: 'กรุงเทพมหานคร',
      latitude: 13.7367,
      longitude: 100.5604,
    },
    {
      name: 'เชียงใหม่',
      postalCode: '50200',
      region: 'เชียงใหม่',
      latitude: 18.7961,
      longitude: 98.9673,
    },
    {
      name: 'ขอนแก่น',
      postalCode: '40000',
      region: 'ขอนแก่น',
      latitude: 16.4322,
      longitude: 102.8236,
    },
    { name: 'หาดใหญ่', postalCode: '90110', region: 'สงขลา', latitude: 7.0086, longitude: 100.4747 },
    { name: 'พัทยา', postalCode: '20150', region: 'ชลบุรี', latitude: 12.9236, longitude: 100.8825 },
  ],
  streetLine: (street, number) => `${number}/${(number % 9) + 1} ${street}`,
};
